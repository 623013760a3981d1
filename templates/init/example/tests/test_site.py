"""What must be true on a converged host; `host` is testinfra's."""


def test_the_site_answers(host):
    """A request from the host goes through the proxy to the app."""
    assert host.check_output("curl -sf http://127.0.0.1/").startswith("Hello from web")


def test_both_instances_serve(host):
    """The proxy finds web0 and web1."""
    answers = {host.check_output("curl -sf http://127.0.0.1/").split(",")[0] for _ in range(10)}

    assert 2 == len(answers)
