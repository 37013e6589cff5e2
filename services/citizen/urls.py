from django.urls import path

from services.citizen.views import (
    dossiers,
    fetching,
    files,
    filling,
    notices,
    papers,
    paying,
    rating,
    receiving,
    review,
    starting,
    supplement,
    transferring,
)

app_name = "citizen"

urlpatterns = [
    path("", dossiers.dossiers, name="dossiers"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thanh-toan/", paying.pay, name="pay"),
    path("thanh-toan/<uuid:key>/", paying.attempt, name="attempt"),
    path("thanh-toan/<uuid:key>/hoi-lai/", paying.check, name="attempt_check"),
    # As the providers are told, without a slash at the end.
    path("thanh-toan/vnpay/ket-qua", paying.back_from_vnpay, name="vnpay_return"),
    path(
        "thanh-toan/chuyen-khoan/<str:reference>",
        transferring.transfer,
        name="transfer",
    ),
    path("nop/<str:code>/", starting.start, name="start"),
    path("ban-nhap/<uuid:key>/", review.resume, name="draft"),
    path("ban-nhap/<uuid:key>/xoa/", starting.discard, name="discard"),
    path("ban-nhap/<uuid:key>/giay-to/", papers.papers, name="papers"),
    path("ban-nhap/<uuid:key>/xem-lai/", review.review, name="review"),
    path("ban-nhap/<uuid:key>/<str:section>/", filling.page, name="page"),
    path("<uuid:key>/", dossiers.dossier, name="dossier"),
    path("<uuid:key>/bien-nhan/", review.receipt, name="receipt"),
    path("<uuid:key>/bo-sung/", supplement.supplement, name="supplement"),
    path("<uuid:key>/nhan-ket-qua/", receiving.way, name="way"),
    path("<uuid:key>/gui-giay-to/", fetching.fetch, name="fetch"),
    path("<uuid:key>/bien-lai/<uuid:receipt>/", files.receipt, name="fee_receipt"),
    path("<uuid:key>/danh-gia/", rating.rating, name="rating"),
    path("<uuid:key>/rut/", dossiers.withdraw, name="withdraw"),
    path("<uuid:key>/bot-tep/<int:paper>/", papers.detach, name="detach"),
    path("<uuid:key>/tep/<uuid:document>/", files.document, name="document"),
    path("<uuid:key>/giay/<str:slip>/", files.slip, name="slip"),
]
