"""Somebody at a browser: goes, fills, presses, and every page is checked by axe."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from services.eforms import kinds
from services.eforms.kinds import Asking
from services.eforms.schema import Question, Section
from tests.factories.answers import TODAY

ASKED = {"resultTypes": ["violations"]}
CONTRAST = "color-contrast"

COLOURED: set[tuple[int, str]] = set()
"""What has pleased axe's rule of contrast, by the width of the window.

That rule takes four fifths of axe's time, and colours come from style sheets: a text
with the same elements around it, of the same classes and states, has the same ones.
"""

TEXTS = """() => {
    const telling = new RegExp("^(class|type|open|hidden|disabled|readonly"
        + "|aria-(?!label|desc|control).*|data-(face|text|state|bs-theme))$");
    const kind = (element) => [element.tagName, ...[...element.attributes]
        .filter(({name}) => telling.test(name))
        .map(({name, value}) => `${name}=${value}`)].join(" ");
    const kinds = new Map();
    const path = (element) => element === null ? "" : kinds.get(element)
        ?? kinds.set(element, `${path(element.parentElement)}>${kind(element)}`)
            .get(element);
    const speaks = (element) => element.matches("input, select, textarea")
        || [...element.childNodes].some((node) => node.nodeType === 3
            && node.data.trim());
    const all = [...document.querySelectorAll("body *")];
    return [...new Set(all.filter(speaks).map(path))];
}"""


class Person:
    """A window with one page; whatever is shown must please axe and the console."""

    def __init__(self, page: Page, *, is_checked: bool) -> None:
        self.page = page
        self.is_checked = is_checked
        self.complaints: list[str] = []
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, kind: str, text: str) -> None:
        expected = "Failed to load resource" in text  # 4xx pages are pages too
        if kind in {"error", "warning"} and not expected:
            self.complaints.append(text)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        return self.page.inner_text("body")

    def check(self) -> None:
        """Hold the page against axe, the console, and sideways scroll."""
        assert not self.complaints, self.complaints
        nowhere = self.page.locator("a[href='']").count()
        assert nowhere == 0, f"{self.path} has {nowhere} links that lead nowhere"
        if not self.is_checked:
            return
        self._ask_axe()
        wide = "document.documentElement.scrollWidth - window.innerWidth"
        assert self.page.evaluate(wide) <= 0, f"{self.path} scrolls sideways"

    def _ask_axe(self) -> None:
        """Let axe look at the page; at contrast only where a text is of a new kind."""
        size = self.page.viewport_size or {"width": 0}
        texts = {(size["width"], text) for text in self.page.evaluate(TEXTS)}
        contrast = {"enabled": not texts <= COLOURED}
        found = Axe().run(self.page, options=ASKED | {"rules": {CONTRAST: contrast}})
        assert found.violations_count == 0, f"{self.path}\n{found.generate_report()}"
        COLOURED.update(texts)

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.check()

    def press(self, name: str) -> None:
        """Press the button or link that is called so, exactly."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        (button.or_(link)).first.click()
        self.page.wait_for_load_state()
        self.check()

    def press_to(self, name: str, place: str) -> None:
        """Press a button whose page comes by script, and wait for that page."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_url(place)
        self.check()

    def fill(self, section: Section, answers: dict[str, Any]) -> None:
        """Answer what the page asks, as typed."""
        for question in section.questions:
            if question.key in answers:
                self.answer(question, answers[question.key])

    def answer(self, question: Question, answer: Any) -> None:
        for name, value in typed(question, answer).items():
            for each in value if isinstance(value, list) else [value]:
                put(self.page.locator(f'[name="{name}"]'), each)


def typed(question: Question, answer: Any) -> dict[str, Any]:
    """Return what a person would have typed for the answer, by name of the input."""
    kind = kinds.of(question)
    assert kind is not None
    widget = kind.field(question, Asking(TODAY)).widget
    raw = kind.to_raw(question, answer)
    if hasattr(widget, "decompress"):
        parts = widget.decompress(raw)
        names = widget.widgets_names
        return {f"{question.key}{n}": v for n, v in zip(names, parts, strict=True)}
    return {question.key: raw}


def put(field: Locator, value: Any) -> None:
    """Type, tick or choose the value."""
    tag = field.first.evaluate("input => input.tagName + ':' + input.type")
    if tag == "INPUT:radio":
        field.and_(field.page.locator(f'[value="{value}"]')).check()
    elif tag == "INPUT:checkbox":
        chosen = (
            field
            if value is True
            else field.and_(field.page.locator(f'[value="{value}"]'))
        )
        chosen.first.check()
    elif tag.startswith("SELECT"):
        field.select_option(str(value))
    else:
        field.fill(str(value or ""))
