# A table of what runs and of what is kept. Changes nothing.
cookgen_status 'host'
