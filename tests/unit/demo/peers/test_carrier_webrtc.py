"""A browser's line negotiates in G.711 alone, and says what is wrong with an offer."""

from __future__ import annotations

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender

from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.demo.peers.carrier.voice.sound.webrtc import BadDescription, WebLine

pytestmark = pytest.mark.skipif(not webrtc_available()[0], reason=webrtc_available()[1])


async def offer(codec: str, direction: str = "sendrecv") -> str:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    line = peer.addTransceiver("audio", direction=direction)
    line.setCodecPreferences([c for c in RTCRtpSender.getCapabilities("audio").codecs if codec in c.mimeType])
    await peer.setLocalDescription(await peer.createOffer())
    sdp = str(peer.localDescription.sdp)
    await peer.close()
    return sdp


@pytest.mark.parametrize("direction", ["sendrecv", "recvonly"])
async def test_of_all_that_is_offered_g711_is_taken(direction: str) -> None:
    line = WebLine()
    answer = await line.answer(await offer("audio/", direction))
    assert "PCMU/8000" in answer
    assert "opus" not in answer
    await line.close()
    assert line.lost(0.0)


@pytest.mark.parametrize("sdp", ["", "v=0", "no SDP at all", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"])
async def test_an_offer_without_sense_is_refused(sdp: str) -> None:
    with pytest.raises(BadDescription):
        await WebLine().answer(sdp)


async def test_an_offer_without_g711_is_refused() -> None:
    with pytest.raises(BadDescription):
        await WebLine().answer(await offer("opus"))
