# A step's script that counts its own runs, in a file that Postgres knows nothing of: one line a run, written once its
# checkpoint is stored.
#   sh step.sh <file of effects> <task> <attempt> <exit code, or hold>
# It ends with its worker: its stdin does.
effects=$1 task=$2 attempt=$3 end=$4

echo "{\"checkpoint\":{\"attempt\":$attempt}}"
read -r _answer || exit 75
echo "$task $attempt" >>"$effects"
[ "$end" != hold ] && exit "$end"
read -r _nothing
exit 75
