# Ends the scripts of a worker that is gone, in whatever way: then stdin closes. Its argument is for people who look at the
# list of processes. What it is told on stdin, a line each:
#   watch <process group> <mark>
#   forget <process group>
# The mark stands in the environment of all that a script has started, also of what has left its process group.

watched=''
while read -r verb group mark; do
  case $verb in
    watch)
      watched="$watched $group:$mark"
      ;;
    forget)
      left=''
      for one in $watched; do
        [ "${one%%:*}" = "$group" ] || left="$left $one"
      done
      watched=$left
      ;;
  esac
done

for one in $watched; do
  kill -s KILL -- "-${one%%:*}" 2>/dev/null
done
for one in $watched; do
  for file in $(grep -lzFx -e "${one#*:}" /proc/[0-9]*/environ 2>/dev/null); do
    process=${file#/proc/}
    kill -s KILL "${process%/environ}" 2>/dev/null
  done
done
