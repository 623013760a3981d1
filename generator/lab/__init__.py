"""Local hosts: create, converge, idempotence, verify, destroy."""
