#!/usr/bin/env bash
# backup.sh database|files|restore-files: backs up what docs/operations.md installs, into /var/backups/lapak. Run by root.
#   database       a base backup; with the WAL that Postgres archives beside it, every moment after it can be restored
#   files          both buckets; what was removed from them is kept in removed/DATE
#   restore-files  puts all of that back into the buckets
# Keeps 7 days of each.
set -euo pipefail
umask 077
home=/var/backups/lapak
buckets=(lapak lapak-private)
days=7
today=$(date -u +%F)

database() {
  local base=$home/base
  rm -rf "$base/new"
  install -d -o postgres -g postgres "$base" "$base/new"
  runuser -u postgres -- pg_basebackup --pgdata="$base/new" --format=tar --gzip --wal-method=fetch --checkpoint=fast
  rm -rf "${base:?}/$today"
  mv "$base/new" "$base/$today"
  find "$base" -mindepth 1 -maxdepth 1 -mtime +$days -exec rm -rf {} +
  find "$home/wal" -type f -mtime +$((days + 2)) -delete # older than every base backup
}

files() {
  for bucket in "${buckets[@]}"; do
    store sync "mall:$bucket" "$home/files/$bucket" --backup-dir "$home/removed/$today/$bucket"
  done
  [ ! -d "$home/removed" ] || find "$home/removed" -mindepth 1 -maxdepth 1 -mtime +$days -exec rm -rf {} +
}

restore_files() {
  for bucket in "${buckets[@]}"; do
    for from in "$home"/removed/*/"$bucket" "$home/files/$bucket"; do
      [ ! -d "$from" ] || store copy "$from" "mall:$bucket"
    done
  done
}

store() { # rclone, which knows the object store as mall:
  (
    # shellcheck source=/dev/null
    . /etc/lapak/minio.env
    export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_MALL_TYPE=s3 RCLONE_CONFIG_MALL_PROVIDER=Minio RCLONE_CONFIG_MALL_ENDPOINT=http://127.0.0.1:9000
    export RCLONE_CONFIG_MALL_ACCESS_KEY_ID=$MINIO_ROOT_USER RCLONE_CONFIG_MALL_SECRET_ACCESS_KEY=$MINIO_ROOT_PASSWORD
    rclone --quiet "$@"
  )
}

case ${1:-} in
  database | files) "$1" ;;
  restore-files) restore_files ;;
  *) echo "usage: backup.sh database|files|restore-files" >&2; exit 2 ;;
esac
