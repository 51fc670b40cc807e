"""FastAPI by Mangum with one DynamoDB client, and one route that reads one item."""

import os
from typing import Any

import boto3
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()
dynamodb = boto3.client("dynamodb")


@app.get("/health/ready")
async def read() -> dict[str, Any]:
    """GetItem."""
    key = {"pk": {"S": "PROBE"}, "sk": {"S": "PROBE"}}
    return dynamodb.get_item(TableName=os.environ["CAMPAIGNS_TABLE"], Key=key).get("Item", {})


handler = Mangum(app, lifespan="off")
