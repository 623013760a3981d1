#!/bin/sh
# Refuses to start without a database, as an app does that has nothing to say without one.
set -eu

for name in DB_DATABASE DB_HOST DB_PASSWORD DB_USERNAME; do
  eval "value=\${$name:-}"
  if [ -z "$value" ]; then
    echo "entrypoint: $name is not set" >&2
    exit 64
  fi
done

cd /app
exec "$@"
