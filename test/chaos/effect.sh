# A step's script that counts its own runs, in a file that Postgres knows nothing of: one line at its begin, one for the
# checkpoint that it is given, one when its own checkpoint is stored, and one at its end.
#   sh effect.sh <file of effects> <seconds> <failures> <role> [the step's real command]
# Its first <failures> attempts end as a provider's that is busy. Without a command it makes one file of its own, so that no
# two tasks have the same input.
effects=$1 seconds=$2 failures=$3 role=$4
shift 4

# The whole of input.json is one line; what an order says cannot look like this, since its quotes are escaped.
read -r input <input.json
rest=${input#*'"task":{"id":"'}
task=${rest%%'"'*}
rest=${rest#*'"attempt":'}
attempt=${rest%%[!0-9]*}
rest=${input##*'"checkpoint":{"attempt":'}
given=${rest%%[!0-9]*}

echo "begin $task $attempt $$" >>"$effects"
echo "checkpoint $task $attempt $$ ${given:-0}" >>"$effects"
echo "{\"checkpoint\":{\"attempt\":$attempt}}"
# No answer where the worker is gone.
read -r answer && echo "kept $task $attempt $$" >>"$effects"
[ "$attempt" -le "$failures" ] && exit 75
sleep "$seconds"
if [ $# -gt 0 ]; then
  "$@" </dev/null || exit $?
else
  echo "$task $attempt" >made.txt || exit 75
  echo "{\"outputs\":[{\"role\":\"$role\",\"path\":\"made.txt\",\"mediaType\":\"text/plain\"}]}" >output.json || exit 75
fi
echo "end $task $attempt $$" >>"$effects"
