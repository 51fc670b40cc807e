"""The API's Lambda: bad settings stop it when it starts; the services are made when first needed."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from astromedia.bootstrap.api import api_rates, api_services, api_settings
from astromedia.bootstrap.origin import origin_service

from .app import create_app
from .errors import MEDIA_TYPE

handler = Mangum(
    create_app(api_services, api_settings().CORS_ORIGINS, api_rates, origin_service(api_settings())),
    lifespan="off",
    text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE],
)
