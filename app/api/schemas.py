"""The shapes of answers, as the documentation declares them; every key is always there, null or [] when empty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.database.load_changes import Kind as ChangeKind
from app.database.retired import Resource as ChangedResource
from app.database.topics import Stance, State
from app.extraction.model import Direction, FactType, LegalForm, Modality, Status

T = TypeVar("T")
_SNIPPETS = "Where the words of `q` stand, up to three places; null in what was not asked by words."


#: Beginning and end; a list, since few programs that read specifications know tuples.
Pair = Annotated[list[int], Field(min_length=2, max_length=2)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Amount(Shape):
    value: float
    currency: str = Field(description="ISO 4217")


class Snippet(Shape):
    """An excerpt with the words that were looked for."""

    text: str
    marks: list[Pair] = Field(description="Where the words stand in `text`, in code points.")
    html: str = Field(description="`text` with these words in `<mark>`; all else is escaped.")
    document: str | None
    start: int | None = Field(
        description="Where `text` stands in the document; null: it is a title, a statement or a claimant."
    )


class Evidence(Shape):
    """A place of a document that states the fact: `text[start:end] == exact`, in Unicode code points."""

    document: str
    published_on: date | None = Field(description="Of the document.")
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    claimants: list[str] = Field(description="Who is said to say so, outermost first; [] is the document's own voice.")
    modality: Modality | None = Field(description="What this place alone says, here and below.")
    direction: Direction | None
    trigger: str | None
    deadline: str | None
    duration: str | None
    amounts: list[Amount]
    document_url: str = Field(description="Where it stands on our page of the document.")
    source_link: str | None = Field(
        description="Where it stands on the page that the document is from, by a text fragment that browsers scroll "
        "to; null where the document has no `source_url`."
    )
    rules: list[str] | None = Field(description="Names of the rules that found it; null unless `explain=1`.")
    cues: list[Pair] | None = Field(description="Spans of the words they matched; null unless `explain=1`.")


class AgreementEvidence(Shape):
    """What one document says of the agreement."""

    document: str
    published_on: date | None
    parties: list[str]
    title: str
    legal_form: LegalForm
    status: Status
    signed_on: date | None
    planned_on: date | None
    venue: str | None
    duration: str | None
    ratification_required: bool | None


class StatedFact(Shape):
    """A fact on a topic, with every place that states it."""

    id: str
    url: str
    stance: Stance
    statement: str
    obligors: list[str]
    modality: Modality | None
    direction: Direction | None
    evidence: list[Evidence]


class PositionCounts(Shape):
    affirming: int = Field(description="Facts of this category.")
    denying: int = Field(description="Facts of the category that denies it.")
    evidence: int = Field(description="Places that state these facts.")


class Position(Shape):
    state: State = Field(
        description="`denied`: a document says there is none; `not_mentioned`: no document considered says anything."
    )
    counts: PositionCounts
    modality: Modality | None = Field(description="The strongest in which it is affirmed.")
    url: str = Field(description="The list of these facts.")
    facts: list[StatedFact]


class Topic(Position):
    """What an agreement says on one category."""

    category: str
    label: str
    type: FactType


class AgreementCounts(Shape):
    commitments: int
    caveats: int
    by_category: dict[str, int]


class DescribedAgreement(Shape):
    """An agreement as it is described."""

    id: str
    title: str
    parties: list[str] = Field(description="ISO 3166-1 alpha-2, `EU`, `NATO`")
    legal_form: LegalForm
    status: Status
    signed_on: date | None
    planned_on: date | None
    venue: str | None
    duration: str | None = Field(description="ISO 8601")
    ratification_required: bool | None = Field(description="null: no document says")


class Agreement(DescribedAgreement):
    """An agreement as the latest document that says so describes it."""

    contested: list[str] = Field(description="Fields on which documents contradict each other.")
    counts: AgreementCounts
    document_count: int
    evidence: list[AgreementEvidence] | None = Field(description="null in lists without `include=evidence`.")
    documents_considered: list[str] | None = Field(
        description="Documents that `topics` rest on; null in lists without `include=topics`."
    )
    topics: list[Topic] | None = Field(
        description="What it says on every category; null in lists without `include=topics`."
    )
    snippets: list[Snippet] | None = Field(description=_SNIPPETS)


class Citation(Shape):
    text: str
    csl_json: dict[str, Any] = Field(description="An item of https://citationstyles.org")
    bibtex: str


class FactAsStated(Shape):
    """A commitment or a caveat as it is stated."""

    id: str
    agreement: str
    type: FactType
    category: str
    statement: str
    obligors: list[str]
    beneficiaries: list[str]
    modality: Modality | None
    direction: Direction | None
    trigger: str | None
    deadline: str | None
    duration: str | None = Field(description="ISO 8601")
    amounts: list[Amount]


class Fact(FactAsStated):
    """A commitment or a caveat as the latest document that says so states it."""

    contested: list[str] = Field(description="Fields on which documents contradict each other.")
    evidence_count: int
    document_count: int
    agreement_record: Agreement | None = Field(description="null unless `include=agreement`.")
    evidence: list[Evidence] | None = Field(description="null in lists without `include=evidence`.")
    rules: list[str] | None = Field(
        description="Names of the rules that made it, in any of its documents; null unless `explain=1`."
    )
    cite: Citation | None = Field(description="How to cite it; null in lists without `include=cite`.")
    snippets: list[Snippet] | None = Field(description=_SNIPPETS)


class Warning(Shape):
    """Something that was seen and not understood."""

    code: str
    message: str
    start: int
    end: int


class DocumentCounts(Shape):
    commitments: int
    caveats: int
    evidence: int


class Document(Shape):
    id: str
    name: str
    title: str | None
    published_on: date | None
    sha256: str
    length: int = Field(description="In code points.")
    language: str | None = Field(description="BCP 47")
    source_url: str | None
    publisher: str | None
    agreements: list[str]
    counts: DocumentCounts
    warnings: list[Warning]
    snippets: list[Snippet] | None = Field(description=_SNIPPETS)


class CategoryCounts(Shape):
    facts: int
    agreements: int


class Category(Shape):
    slug: str
    type: FactType
    group: str
    group_label: str
    label: str
    definition: str
    boundary: str = Field(description="What belongs to another category.")
    denies: str | None = Field(description="The commitment whose denial this caveat is.")
    counts: CategoryCounts


class PageInfo(Shape):
    limit: int
    next: str | None = Field(description="The `cursor` of the next page.")
    total: int


class Meta(Shape):
    description: str = Field(description="The question in words.")
    license: str
    source: str
    generated_at: datetime = Field(description="When the data last changed.")


class Listing(Shape, Generic[T]):
    data: list[T]
    page: PageInfo
    meta: Meta


class Cell(Position):
    agreement: str


class ComparisonRow(Shape):
    """One category; a cell for each agreement, in the order in which they were asked for."""

    category: str
    label: str
    type: FactType
    group: str
    cells: list[Cell]


class Comparison(Listing[ComparisonRow]):
    agreements: list[Agreement] = Field(description="In the order of the cells, with `documents_considered`.")


class Side(Shape):
    """Those who say the same."""

    value: str | bool | list[Amount] = Field(description="Of the field; of a denial `affirmed` or `denied`.")
    shown: bool | None = Field(
        description="Whether it is the latest, which the fact or agreement shows; null of a denial: both are facts."
    )
    documents: list[str]
    facts: list[str] = Field(description="[]: it is the agreement that is described so.")
    evidence: list[Evidence] = Field(description="The words that say so; [] of agreements, whose fields have none.")


class Contradiction(Shape):
    """Something that sources disagree on: a field of a fact or agreement, or whether there is a commitment."""

    id: str
    kind: str = Field(description="The field, or `denial`.")
    agreement: str
    category: str | None = Field(description="null: the agreement itself is described differently.")
    fact: str | None = Field(description="null of a denial, and where the agreement itself is described differently.")
    sides: list[Side] = Field(description="Earliest first; of a denial those who affirm first.")


class Change(Shape):
    """One change of what is served."""

    number: int = Field(description="Grows with every change; some numbers may be left out.")
    at: datetime
    kind: ChangeKind = Field(
        description="`added`: the id is new or back; `revised`: what is shown changed, or a document that stated it "
        "went; `merged`: a further document states the same, or, where there is a `target`, the id is now found there; "
        "`withdrawn`: the id is no more."
    )
    resource: ChangedResource = Field(description="What the id is of: a `fact` is a commitment or a caveat.")
    id: str
    agreement: str | None = Field(description="The agreement itself, or that of the fact; null of a document.")
    document: str | None = Field(description="Which was loaded or withdrawn; null: it was done by decision.")
    why: str
    fields: list[str] = Field(description="Keys of the object that changed, where it was there before.")
    target: str | None = Field(description="The id that it was merged into.")
    cursor: str = Field(description="Given as `after`: what happened after this change, under the same filters.")


class Statistic(Shape):
    """Of the properties, those counted by are there; null is the unknown value."""

    category: str | None = None
    group: str | None = None
    type: FactType | None = None
    party: str | None = None
    obligor: str | None = None
    beneficiary: str | None = None
    agreement: str | None = None
    modality: Modality | None = None
    direction: Direction | None = None
    legal_form: LegalForm | None = None
    status: Status | None = None
    claimant: str | None = Field(default=None, description="null: documents in their own voice.")
    year: int | None = Field(default=None, description="Of the signature, else of the day planned for it.")
    facts: int
    agreements: int


class Totals(Shape):
    """What was counted, each once; cells add up to more where facts have several values."""

    facts: int
    agreements: int


class Statistics(Listing[Statistic]):
    totals: Totals


class ProblemParameter(Shape):
    parameter: str
    message: str
    allowed: list[str] | None
    did_you_mean: str | None
    pointer: str | None = Field(description="Where in the body it is (JSON Pointer, RFC 6901); null: not in the body.")


class Problem(Shape):
    """RFC 9457"""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[ProblemParameter]
    try_url: str | None


class Chart(Shape):
    """Addresses of a chart; each takes the filters of every list, and `theme` and `width`."""

    id: str = Field(description="Its name in addresses")
    title: str
    vega_lite: str = Field(description="Vega-Lite with the data inside")
    svg: str
    png: str
    data: str = Field(description="The question that answers with the same numbers")


class Health(Shape):
    status: str


class ProblemKind(Shape):
    code: str
    status: int
    title: str
