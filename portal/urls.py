"""Where everything is found: each face has a urls.py of its own."""

from django.urls import include, path

from portal.views import health

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    path("", include("portal.public_urls")),
    path("ho-so/", include("services.citizen.urls")),
    path("mot-cua/", include("services.desk.urls")),
    path("may/", include("services.api.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("suc-khoe/song", health.live, name="health_live"),
    path("suc-khoe/san-sang", health.ready, name="health_ready"),
]
