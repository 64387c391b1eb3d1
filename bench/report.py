"""Results as Markdown, and the bars that are set for them."""

from measuring import median

OURS = "html2pdf"
BEGIN, END = "<!-- begin: written by scripts/bench.sh -->", "<!-- end -->"

# US dollars for x86 in the first price tier; where they are from is said in docs/performance.md.
GB_SECOND, REQUEST, GATEWAY_PER_1000 = 0.0000166667, 0.0000002, 0.001
# Megabytes at which a function has a whole processor.
ONE_PROCESSOR = 1769


def bars(results):
    def warm(document, name):
        """Our time for a document, in parts of somebody else's."""
        times = results["seconds"].get(document, {})
        return lambda: median(times[OURS]) / median(times[name])

    def cold(name):
        return median(results["cold"][name])

    def cpu(name):
        return results["cpu"][name]["invoice"]

    def best(name):
        return max(level["per_second"] for level in results["load"][name].values())

    without = {"engine": "outside the engine", "render": "outside `render`, which has some of it in it"}
    measured = [
        ("invoice, warm / bare wkhtmltopdf, defaults", warm("invoice", "bare, defaults"), "at most", 0.12),
        ("invoice, warm / warm Chromium", warm("invoice", "Chromium"), "at most", 0.45),
        ("invoice, warm / warm WeasyPrint", warm("invoice", "WeasyPrint"), "at most", 0.13),
        ("flexbox invoice, warm / warm Chromium", warm("flex", "Chromium"), "at most", 1.0),
        ("500 flexbox rows, warm / warm Chromium", warm("rows", "Chromium"), "at most", 1.5),
        ("grid of 2,000 cells, warm / warm Chromium", warm("cells", "Chromium"), "at most", 1.5),
        (
            "processor time / bare wkhtmltopdf, delay 0",
            lambda: cpu(OURS) / cpu("bare, delay 0"),
            "at most",
            0.55,
        ),
        ("cold start to first PDF / cold Chromium", lambda: cold(OURS) / cold("Chromium"), "at most", 0.06),
        ("report, warm / bare wkhtmltopdf, delay 0", warm("report", "bare, delay 0"), "at most", 1.0),
        (
            "documents per second / best of parallel bare wkhtmltopdf, delay 0",
            lambda: best(OURS) / best("bare, delay 0"),
            "at least",
            1.8,
        ),
        (
            f"our own time {without[results['own']['without']]}, p50, ms",
            lambda: results["own"]["p50"],
            "at most",
            2,
        ),
    ]
    return [bar(*of) for of in measured]


def bar(what, value, direction, bound):
    try:
        value = value()
    except KeyError:  # somebody did not print the document
        return {"what": what, "value": None, "bar": f"{direction} {bound}", "held": False}
    held = value <= bound if direction == "at most" else value >= bound
    return {"what": what, "value": value, "bar": f"{direction} {bound}", "held": held}


def text(results):
    parts = [
        f"{machine(results)}\n\n{versions(results)}",
        "### One at a time, kept warm\n\n" + times(results),
        "### From the start of the process\n\n" + cold(results),
        "### Several at once\n\n" + load(results),
        "### Processor and memory\n\n" + consumption(results),
        "### Cost\n\n" + cost(results),
        "### Bars\n\n" + bar_table(results),
    ]
    if results["quick"]:
        parts.insert(0, "A trial with `--quick`: these numbers mean little.")
    return "\n\n".join(parts)


def machine(results):
    of = results["machine"]
    return (
        f"Measured on {of['processor']}, {of['cores']} cores, {of['memory_gb']} GB; {of['system']}, "
        f"Linux {of['kernel']}."
    )


def versions(results):
    of = results["versions"]
    return (
        f"html2pdf {of['html2pdf']}; {of['engine']}; Node {of['node']} with wkhtmltopdf {of['wkhtmltopdf']}, "
        f"puppeteer-core {of['puppeteer-core']} and @sparticuz/chromium {of['@sparticuz/chromium']}; "
        f"Python {of['python']} with WeasyPrint {of['weasyprint']}."
    )


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"


def beside(seconds, ours):
    """And how many times as long as ours."""
    return (
        milliseconds(seconds)
        if ours is None or seconds is ours
        else f"{milliseconds(seconds)} ({seconds / ours:.2g}×)"
    )


def times(results):
    medians = {
        document: {name: median(taken) for name, taken in of.items()}
        for document, of in results["seconds"].items()
    }

    def cell(document, name):
        if name not in medians[document]:
            return "–"
        pages = results["prints"][name][document]["pages"]
        expected = results["prints"][OURS][document]["pages"]
        note = "" if pages == expected else f", {pages} pages"
        return beside(medians[document][name], medians[document].get(OURS)) + note

    rows = [[name] + [cell(document, name) for document in medians] for name in results["prints"]]
    return table(["", *(results["documents"][document] for document in medians)], rows)


def cold(results):
    medians = {name: median(taken) for name, taken in results["cold"].items()}
    return table(
        ["", results["documents"]["invoice"]],
        [[name, beside(taken, medians[OURS])] for name, taken in medians.items()],
    )


def load(results):
    rows = []
    for name, levels in results["load"].items():
        rows += [
            [
                f"{name}, {at_once} at once",
                f"{of['per_second']:.1f}",
                milliseconds(of["p50"]),
                milliseconds(of["p99"]),
            ]
            for at_once, of in levels.items()
        ]
    own = results["own"]
    return table(["", "documents per second", "p50", "p99"], rows) + (
        f"\n\nOutside the engine's part (`{own['without']}` of `Server-Timing`) a document that is alone spends "
        f"{own['p50']:.1f} ms (p50), {own['p99']:.1f} ms (p99), the client's own time included."
    )


def consumption(results):
    names = list(results["documents"])

    def cells(of, form):
        return [form(of[document]) if document in of else "–" for document in names]

    titles = list(results["documents"].values())
    cpu = [[name, *cells(of, milliseconds)] for name, of in results["cpu"].items()]
    memory = [
        [name, *cells(of, lambda megabytes: f"{megabytes:.0f} MB")] for name, of in results["memory"].items()
    ]
    return table(["processor time", *titles], cpu) + "\n\n" + table(["most memory", *titles], memory)


def cost(results):
    def dollars(name, document, memory):
        if document not in results["cpu"][name]:
            return "–"
        # A function with less than a whole processor takes longer; none prints faster than one can compute.
        computing = results["cpu"][name][document] / min(1, memory / ONE_PROCESSOR)
        seconds = max(median(results["seconds"][document][name]), computing)
        return f"${1000 * (memory / 1024 * seconds * GB_SECOND + REQUEST) + GATEWAY_PER_1000:.4f}"

    needed = -(-max(results["memory"]["Chromium"].values()) // 64) * 64
    functions = [(name, ONE_PROCESSOR) for name in (OURS, "Node handler", "Chromium", "WeasyPrint")]
    functions.insert(3, ("Chromium", int(needed)))
    rows = [
        [f"{name}, {memory} MB"] + [dollars(name, document, memory) for document in results["documents"]]
        for name, memory in functions
    ]
    return table(["1,000 documents", *results["documents"].values()], rows)


def bar_table(results):
    rows = [
        [
            bar["what"],
            "–" if bar["value"] is None else f"{bar['value']:.2f}",
            bar["bar"],
            "held" if bar["held"] else "missed",
        ]
        for bar in results["bars"]
    ]
    return table(["", "measured", "bar", ""], rows)


def write(path, written):
    """Puts it between the markers of the file."""
    old = path.read_text()
    before, begin, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path.name} has no place for the tables: {BEGIN} ... {END}")
    path.write_text(f"{before}{begin}\n{written}\n{end}{after}")
