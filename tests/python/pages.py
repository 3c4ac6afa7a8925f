"""A page that Puncta wrote, taken apart with html.parser."""

import html.parser
from collections import Counter

VOID = {"meta", "br", "wbr", "input"}


class Page(html.parser.HTMLParser):
    """Tags, ids, links, texts and tables of a page; void elements aside, every tag must be closed.

    tags      how often each tag is there
    ids       of all elements, in order
    links     what src, href and xlink:href point to
    attributes  of every element: list of (tag, dict)
    rows      {heads of a row: [text of each cell]} of all tables; the first row of a name counts
    numbers   {head of a row: exact numbers of its cells, as <data> tells them}
    text      of everything but style and script
    """

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes = Counter(), [], [], []
        self.rows, self.numbers, self.text = {}, {}, ""
        self._open, self._row, self._cell, self._values = [], [], None, []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags[tag] += 1
        self.attributes.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [found[key] for key in ("src", "href", "xlink:href") if key in found]
        if tag == "tr":
            self._row, self._values = [], []
        elif tag in ("th", "td"):
            self._cell = ""
        elif tag == "data":
            self._values.append(float(found["value"]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        if tag in ("th", "td"):
            self._row.append(self._cell)
            self._cell = None
        elif tag == "tr" and self._row:
            self.rows.setdefault(self._row[0], self._row)
            self.numbers.setdefault(self._row[0], self._values)
        elif tag == "small" and self._cell is not None:
            self._cell += "|"

    def handle_data(self, data):
        if self._open and self._open[-1] in ("style", "script"):
            return
        self.text += data
        if self._cell is not None:
            self._cell += ("|" if self._open[-1] == "small" and data and self._cell else "") + data

    def of(self, name, **wanted):
        """Attributes of the elements of this tag that have these values; class_ is class."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [
            found
            for tag, found in self.attributes
            if tag == name and all(found.get(key) == value for key, value in wanted.items())
        ]


def require_self_contained(page):
    """Nothing is fetched, names are unique, what is pointed to is there, every figure has its alternative."""
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in page.links)
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.tags["script"] == 1 and page.tags["html"] == page.tags["main"] == page.tags["h1"] == 1
    for figure in page.of("div", class_="paper"):
        assert figure["role"] == "img" and len(figure["aria-label"]) > 20 and figure["tabindex"] == "0"
    assert page.tags["figure"] == len(page.of("div", class_="paper")) == page.tags["svg"]
    assert page.of("html")[0]["lang"] == "en"
