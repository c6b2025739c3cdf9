from __future__ import annotations

import pytest
from cog_cli.engines import EngineName, choose_engine
from cog_cli.errors import EngineError


@pytest.mark.parametrize("name", ["docker", "podman"])
def test_a_container_engine_is_refused_with_what_to_use_instead(name: EngineName) -> None:
    with pytest.raises(EngineError) as caught:
        choose_engine(name)
    assert name in caught.value.message
    assert "--engine local" in str(caught.value.hint)
