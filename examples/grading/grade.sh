# grade.sh: grades submissions, one after another.
#   sh grade.sh SUBMISSION.s…
here=$(dirname "$0")
ireko=$here/../../ireko
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

"$ireko" as -o "$work/harness.o" "$here/harness.s" || exit
for submission; do
  echo "== $(basename "$submission")"
  "$ireko" as -o "$work/submission.o" "$submission" &&
    "$ireko" ld -T "$here/grading.ld" -o "$work/graded.elf" "$work/harness.o" "$work/submission.o" &&
    "$ireko" run --max-instructions=10_000_000 "$work/graded.elf"
done
