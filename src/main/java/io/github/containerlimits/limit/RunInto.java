package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command.Tool;

/**
 * How a process runs into a limit of its own.
 *
 * @param script of busybox, which is its own {@code $0}: takes the amount {@code $1}; its code is 0 where it got that, 77 where that says nothing
 * @param refused a pattern of what it prints where the kernel refused it; a signal that ended it is a number: {@code signal 11}
 * @param how the kernel says so
 * @param least below, nothing that presses it begins
 * @param most above, it would take too much of the host
 */
record RunInto(String script, String refused, String how, long least, long most) {
    /** A buffer that nothing is written to: it takes addresses, and no memory. */
    static final RunInto ALLOCATION = new RunInto(
            "\"$0\" dd if=/dev/null of=/dev/null bs=$1 count=1", "out of memory", "ENOMEM", 24L << 20, 1L << 40);

    /** A process that would dump more crashes: what counts is what its dump holds, in pages, as the kernel counts no holes. */
    static final RunInto DUMP = new RunInto("""
            l=$(ulimit -S -c); [ $l != unlimited ] && l=$((l*512)) && [ $l -lt $1 ] || l=$1
            d=/dev/shm/core-$$; "$0" mkdir $d; cd $d
            "$0" sh -c 'x=$("$0" head -c $1 /dev/zero | "$0" tr "\\0" x); kill -SEGV $$' "$0" $((2*$1+65536))
            s=$("$0" stat -c %b core* 2>/dev/null); cd /; "$0" rm -rf $d; s=$((${s:-0}*512))
            if [ $s -gt $((($1+4095)/4096*4096)) ]; then exit 0; elif [ $s -lt $((l-8192)) ]; then exit 77; fi
            echo "a dump ended at $s bytes"; exit 1
            """, "a dump ended at", "its dump was cut", 0, 16L << 20);

    static final RunInto LOOP = new RunInto("""
            o=$("$0" time -f %U "$0" timeout $((3*$1+2)) "$0" sh -c 'while :; do :; done' 2>&1)
            case "$o" in *"signal 24"*|*"signal 9"*) echo killed after $o; exit 1;; esac
            u=${o##*[!0-9.]}; [ "${u%%.*}" -gt $1 ] || exit 77
            """, "killed after", "SIGXCPU or SIGKILL", 1, 3);

    /** A byte that lies there. */
    static final RunInto FILE =
            new RunInto("""
            f=/dev/shm/fsize-$$; "$0" dd if=/dev/zero of=$f bs=1 seek=$1 count=1; c=$?; "$0" rm -f $f; exit $c
            """, "File size limit exceeded|File too large", "SIGXFSZ", 0, Long.MAX_VALUE - 1);

    static final RunInto LOCK = new RunInto(
            String.join(" ", Tool.FIO.prefix())
                    + " --name=lock --ioengine=null --size=4k --bs=4k --output=/dev/null --lockmem=$1",
            "mlock: ",
            "ENOMEM",
            0,
            256L << 20);

    /** Processes, of which the script's two are the first. */
    static final RunInto FORKS = new RunInto("""
            p=; trap 'kill $p 2>/dev/null; wait' EXIT; i=2
            while [ $i -lt $1 ]; do "$0" sleep 9 & p="$p $!"; i=$((i+1)); done
            """, "can't fork", "EAGAIN", 4, 2_000);

    static final RunInto RECURSION = new RunInto("""
            f() { i=$((i+1)); if [ $((i%100)) = 0 ]; then
            while read k v u; do [ "$k" != VmStk: ] || s=$v; done </proc/self/status
            [ $s -lt $1 ] || exit 0; fi; f "$1"; }
            i=0; f $(($1/1024))
            """, "signal 11", "SIGSEGV", 256 << 10, 16L << 20);
}
