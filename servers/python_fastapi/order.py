"""POST /order: read a JSON order, validate it, answer with its totals. Money is whole cents: the largest valid order
comes to 10^15."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from text import Text


class OrderLine(BaseModel):
    model_config = ConfigDict(strict=True)  # "3", 3.0 and true are no whole numbers

    sku: Text
    quantity: Annotated[int, Field(ge=1, le=10_000)]
    unit_price_cents: Annotated[int, Field(ge=0, le=1_000_000_000)]


class OrderRequest(BaseModel):
    model_config = ConfigDict(strict=True)

    customer: Text
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    lines: Annotated[list[OrderLine], Field(min_length=1, max_length=100)]


class LineTotal(BaseModel):
    sku: str
    total_cents: int


class OrderTotals(BaseModel):
    customer: str
    currency: str
    line_count: int
    quantity: int
    lines: list[LineTotal]
    total_cents: int


async def order(wanted: OrderRequest) -> OrderTotals:
    return total_order(wanted)


def total_order(wanted: OrderRequest) -> OrderTotals:
    totals = [LineTotal(sku=line.sku, total_cents=line.quantity * line.unit_price_cents) for line in wanted.lines]
    return OrderTotals(
        customer=wanted.customer,
        currency=wanted.currency,
        line_count=len(wanted.lines),
        quantity=sum(line.quantity for line in wanted.lines),
        lines=totals,
        total_cents=sum(line.total_cents for line in totals),
    )
