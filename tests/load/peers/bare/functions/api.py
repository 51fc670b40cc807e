"""FastAPI by Mangum, boto3, and one request to DynamoDB for each that comes. Nobody is asked who they are."""

import json
import os
import uuid
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from fastapi import Body, FastAPI, HTTPException
from mangum import Mangum

app = FastAPI()
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
PK = "CAMPAIGNS"


@app.post("/campaigns", status_code=201)
async def create(body: dict[str, Any] = Body()) -> dict[str, Any]:  # noqa: B008 - FastAPI's way
    """PutItem."""
    made = {"id": uuid.uuid4().hex, **body}
    table.put_item(Item={"pk": PK, "sk": made["id"], "document": json.dumps(made)})
    return made


@app.get("/campaigns")
async def listing(limit: int = 20) -> list[Any]:
    """Query."""
    found = table.query(KeyConditionExpression=Key("pk").eq(PK), Limit=limit)
    return [json.loads(str(item["document"])) for item in found["Items"]]


@app.get("/campaigns/{id}")
async def read(id: str) -> Any:
    """GetItem."""
    found = table.get_item(Key={"pk": PK, "sk": id}, ConsistentRead=True).get("Item")
    if found is None:
        raise HTTPException(404)
    return json.loads(str(found["document"]))


handler = Mangum(app, lifespan="off")
