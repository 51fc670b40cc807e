"""The API's Lambda: bad settings stop it when it starts; the services are made when first needed, or for a snapshot."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from astromedia.bootstrap.api import api_ahead, api_rates, api_services, api_settings
from astromedia.bootstrap.origin import origin_service
from astromedia.kit.start import begun

from .app import create_app
from .errors import MEDIA_TYPE
from .routing import finish

app = create_app(api_services, api_settings().CORS_ORIGINS, api_rates, origin_service(api_settings()))
handler = Mangum(app, lifespan="off", text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE])
begun(api_ahead, lambda: finish(app))
