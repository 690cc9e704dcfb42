# Ends an embedded Postgres when the process that started it is gone, in whatever way: then stdin closes.
#   sh guard.sh <process id> <data folder> <folder to remove, or nothing>
# The lock file says when the server is gone: its process may stay behind as a zombie where nobody is left to reap it, as
# in a container without an init.

read -r line
kill -INT "$1" 2>/dev/null
tries=0
while kill -0 "$1" 2>/dev/null && [ -e "$2/postmaster.pid" ] && [ "$tries" -lt 200 ]; do
  sleep 0.1
  tries=$((tries + 1))
  [ "$tries" -eq 100 ] && kill -QUIT "$1" 2>/dev/null
  [ "$tries" -eq 150 ] && kill -KILL "$1" 2>/dev/null
done
[ -n "$3" ] && rm -rf -- "$3"
