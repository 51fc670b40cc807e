"""The API's Lambda: an HTTP API event in, the answer out."""

from mangum import Mangum

from astromedia.bootstrap.api import api_services, api_settings

from .app import create_app

handler = Mangum(create_app(api_services(), api_settings().CORS_ORIGINS), lifespan="off")
