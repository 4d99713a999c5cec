"""Rankings before anything has been published."""

from django.test import Client


def test_ranking_says_that_there_is_nothing_yet(db: None) -> None:
    client = Client()
    assert "Nie ma jeszcze czego" in client.get("/monitor/ranking/").content.decode()
    assert client.get("/monitor/ranking/ranking.csv").status_code == 404
