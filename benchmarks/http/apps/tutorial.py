"""A service over the same table as tutorials of FastAPI and SQLModel write it.

Models with `response_model`, a session as a dependency, offset and limit, indexes on what is filtered by; no more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import Field, Session, SQLModel, col, create_engine, func, select

engine = create_engine(os.environ["TUTORIAL_DATABASE"])


class FactBase(SQLModel):
    agreement: str = Field(index=True)
    type: str
    category: str = Field(index=True)
    statement: str
    obligor: str | None = Field(default=None, index=True)
    beneficiary: str | None = None
    modality: str | None = None
    direction: str | None = None
    quote: str


class Fact(FactBase, table=True):
    __tablename__ = "facts"

    id: str = Field(primary_key=True)


class FactPublic(FactBase):
    id: str


class CategoryCount(SQLModel):
    category: str
    facts: int


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.get("/facts/", response_model=list[FactPublic])
def read_facts(
    session: SessionDep,
    category: str | None = None,
    obligor: str | None = None,
    agreement: str | None = None,
    word: str | None = None,
    offset: int = 0,
    limit: Annotated[int, Query(le=100)] = 100,
) -> object:
    statement = select(Fact)
    if category is not None:
        statement = statement.where(Fact.category == category)
    if obligor is not None:
        statement = statement.where(Fact.obligor == obligor)
    if agreement is not None:
        statement = statement.where(Fact.agreement == agreement)
    if word is not None:
        statement = statement.where(col(Fact.quote).icontains(word))
    return session.exec(statement.order_by(Fact.id).offset(offset).limit(limit)).all()


@app.get("/facts/{fact_id}", response_model=FactPublic)
def read_fact(fact_id: str, session: SessionDep) -> object:
    fact = session.get(Fact, fact_id)
    if not fact:
        raise HTTPException(status_code=404, detail="Fact not found")
    return fact


@app.get("/counts/", response_model=list[CategoryCount])
def read_counts(session: SessionDep) -> object:
    counted = session.exec(select(Fact.category, func.count()).group_by(Fact.category)).all()
    return [CategoryCount(category=category, facts=facts) for category, facts in counted]


@app.get("/all/", response_model=list[FactPublic])
def read_all(session: SessionDep) -> object:
    return session.exec(select(Fact)).all()
