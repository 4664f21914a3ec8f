"""The service whose metrics are recorded here: `uvicorn service:app --port 8000`.

`GROUP=no uvicorn service:app` is the mistake that the page shows.
"""

import asyncio
import os

from fastapi import FastAPI, HTTPException
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()
Instrumentator(
    should_group_untemplated=os.environ.get("GROUP") != "no",
    should_instrument_requests_inprogress=True,
    inprogress_labels=True,
    excluded_handlers=["/metrics"],
).instrument(app).expose(app)

ORDERS: dict[int, str] = {}


@app.post("/orders", status_code=201)
async def create(item: str) -> int:
    if item == "unpayable":
        raise HTTPException(503, "the payment provider does not answer")
    await asyncio.sleep(0.02)
    ORDERS[len(ORDERS) + 1] = item
    return len(ORDERS)


@app.get("/orders/{order_id}")
async def read(order_id: int) -> str:
    if order_id not in ORDERS:
        raise HTTPException(404)
    return ORDERS[order_id]
