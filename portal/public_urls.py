from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.views import (
    calibrator,
    catalogue,
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
    path(
        "so-lieu/chi-tieu/<slug:key>.csv",
        indicators.indicators_table,
        name="indicators_table",
    ),
    path(
        "so-lieu/chi-tieu/<slug:key>.svg",
        indicators.indicators_picture,
        name="indicators_picture",
    ),
    path("so-lieu/<slug:key>.csv", figures.figures_table, name="figures_table"),
    path("so-lieu/<slug:key>.svg", figures.figures_picture, name="figures_picture"),
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
