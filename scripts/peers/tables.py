"""Tables for a terminal or a README, and the figures in them."""


def figure(value, form="{:.2f}", none="–"):
    return none if value is None else form.format(value)


class Table:
    """A row is a list of cells; the last one holds all values, which a README leaves out."""

    def __init__(self, title, heads, options):
        self.heads, self.rows = heads, []
        self.title, self.markdown = title, options.markdown

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells] + [""] * (len(self.heads) - len(cells)))

    def show(self):
        print(f"\n{'**' if self.markdown else ''}{self.title}{'**' if self.markdown else ''}\n")
        lines = [self.heads, *self.rows]
        if self.markdown:
            lines.insert(1, ["---"] + ["--:"] * (len(self.heads) - 1))
            for line in lines:
                print("| " + " | ".join(line) + " |")
            return
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.heads))]
        for line in lines:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def all_values(options, values, form="{:.2f}"):
    return [] if options.markdown else [" ".join(figure(value, form) for value in values)]
