from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.views import (
    calibrator,
    catalogue,
    definitions,
    demo,
    figures,
    guidance,
    indicators,
    lookup,
    money_figures,
    opendata,
    preferences,
    receipts,
)

FILES = ("csv", "svg")

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.procedures, name="search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("tra-cuu/", lookup.find, name="lookup"),
    path("tra-cuu/<str:code>/<str:token>/", lookup.scanned, name="scanned"),
    path("tra-cuu/<str:code>/<str:token>/danh-gia/", lookup.rating, name="rating"),
    path("bien-lai/", receipts.check, name="receipt_check"),
    path(
        "bien-lai/<uuid:public_id>/<str:token>/",
        receipts.scanned,
        name="receipt_scanned",
    ),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/chi-tieu/", indicators.indicators, name="indicators"),
    *(
        path(
            f"so-lieu/chi-tieu/<slug:key>.{kind}",
            indicators.indicators_file,
            {"kind": kind},
            name=f"indicators_{kind}",
        )
        for kind in FILES
    ),
    *(
        path(
            f"so-lieu/<slug:key>.{kind}",
            figures.figures_file,
            {"kind": kind},
            name=f"figures_{kind}",
        )
        for kind in FILES
    ),
    path("so-lieu/dinh-nghia/", definitions.definitions, name="definitions"),
    path("so-lieu/mo/", opendata.opendata, name="opendata"),
    path("so-lieu/mo/<int:year>.csv", opendata.opendata_csv, name="opendata_csv"),
    path("so-lieu/mo/<int:year>.json", opendata.opendata_json, name="opendata_json"),
    path("so-lieu/thanh-toan/", money_figures.money_figures, name="money_figures"),
    path("tro-giup/", guidance.help_page, name="help"),
    path("tuy-chinh/", preferences.preferences, name="preferences"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("trinh-dien/", demo.panel, name="demo"),
    path("trinh-dien/chuan/", calibrator.calibrate, name="calibrate"),
]
