"""Time, processor time and memory, of a process and of all that it starts."""

import math
import os
import signal
import statistics
import threading
import time
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")

median = statistics.median


def percentile(values, share):
    """The smallest value that so large a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def stat(pid):
    """The fields of /proc/PID/stat from the third on: the name before them may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def tree(root):
    """The process and all its descendants, as they are at this moment."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                children.setdefault(int(stat(entry)[1]), []).append(int(entry))
            except OSError:
                pass
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def cpu_seconds(root):
    """User and system time of the tree. What has ended and been waited for is in its parent's."""
    total = 0
    for pid in tree(root):
        try:
            if ignores_its_children(pid):
                print(f"   process {pid} does not wait for its children: their processor time is not counted")
            total += sum(int(field) for field in stat(pid)[11:15])
        except OSError:
            pass
    return total * TICK


def ignores_its_children(pid):
    """Whether it has set SIGCHLD to be ignored: then nobody is told what its children have used."""
    ignored = next(
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigIgn:")
    )
    return int(ignored.split()[1], 16) >> (signal.SIGCHLD - 1) & 1


def memory_mb(root):
    """Proportional share of memory, summed: what processes share counts once."""
    total = 0
    for pid in tree(root):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


class PeakMemory(threading.Thread):
    """Looks at the trees every 5 ms while the block runs. `roots` tells which they are."""

    def __init__(self, roots):
        super().__init__(daemon=True)
        self.roots = roots
        self.megabytes = 0
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.005):
            self.megabytes = max(self.megabytes, sum(memory_mb(root) for root in self.roots()))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


def in_rounds(contenders, document, rounds, budget):
    """Seconds for one document, each contender once in each round, so that a drift of the machine
    meets all alike. Whoever has used up its budget of seconds after three rounds rests."""
    seconds = {contender.name: [] for contender in contenders}
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in contenders[turn:] + contenders[:turn]:
            taken = seconds[contender.name]
            if len(taken) < 3 or sum(taken) < budget:
                taken.append(contender.print(document).seconds)
    return seconds


def under_load(contender, document, at_once, duration):
    """Documents per second and the latency of each, with so many callers that never pause."""
    latencies, failures = [], []
    started = time.perf_counter()
    until = started + duration

    def call():
        caller = contender.caller()
        try:
            while time.perf_counter() < until:
                latencies.append(caller(document).seconds)
        except Exception as failure:  # it would be lost in its thread
            failures.append(failure)

    callers = [threading.Thread(target=call) for _ in range(at_once)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    if failures:
        raise failures[0]
    return {"per_second": len(latencies) / (time.perf_counter() - started), "seconds": latencies}
