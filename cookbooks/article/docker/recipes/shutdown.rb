# Stops everything; the next deploy starts it again.
cookgen_shutdown 'host'
