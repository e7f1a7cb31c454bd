"""Pseudonyms: one each, the same again with the same key, and with the structure of the names."""

import ipaddress
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from forensics.editions.names import NameMap, draw
from forensics.editions.pieces import Kind

KEY = bytes(range(32))
OTHER = bytes(range(32, 64))

letters = st.text("abcdefgABCDEFG", min_size=2, max_size=5)
hosts = st.builds("{}{}{:03d}".format, letters, st.sampled_from(["", "-"]), st.integers(0, 999))
wild = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
four = st.integers(0x01000000, 0xDFFFFFFF).map(lambda number: str(ipaddress.IPv4Address(number)))
six = st.integers(0, (1 << 128) - 1).map(lambda number: str(ipaddress.IPv6Address(number)))


def drawn(names: Mapping[str, Kind], key: bytes = KEY) -> NameMap:
    return draw(names, {}, {}, (), key)


def said(name: str, kind: Kind = Kind.HOST, **more: Kind) -> str:
    return drawn({name: kind, **more}).names[name]


@given(st.dictionaries(st.one_of(hosts, wild, four, six), st.sampled_from(list(Kind)[:3])))
def test_no_two_names_share_a_pseudonym(names: Mapping[str, Kind]) -> None:
    found = {name: new for name, new in drawn(names).names.items() if name in names}
    assert len(set(found.values())) == len(names)


@given(st.dictionaries(st.one_of(hosts, wild, four), st.sampled_from(list(Kind)[:3])))
def test_the_same_key_gives_the_same_pseudonyms_whatever_the_order(
    names: Mapping[str, Kind],
) -> None:
    turned = dict(reversed(list(names.items())))
    assert drawn(names).names == drawn(turned).names


@given(st.sets(four, min_size=2, max_size=12))
def test_addresses_share_a_subnet_exactly_where_they_did(addresses: set[str]) -> None:
    found = drawn(dict.fromkeys(addresses, Kind.HOST)).names
    every = sorted(addresses)
    for one in every:
        for other in every:
            before = one.rpartition(".")[0] == other.rpartition(".")[0]
            after = found[one].rpartition(".")[0] == found[other].rpartition(".")[0]
            if not _stays(one) and not _stays(other):
                assert before == after


@given(st.sets(st.tuples(st.integers(0, 3), st.integers(1, 1 << 60)), min_size=2, max_size=8))
def test_addresses_share_a_64_exactly_where_they_did(parts: set[tuple[int, int]]) -> None:
    at = int(ipaddress.IPv6Address("2a01:4f8::"))
    addresses = [str(ipaddress.IPv6Address(at + (net << 64) + own)) for net, own in parts]
    found = drawn(dict.fromkeys(addresses, Kind.HOST)).names
    for one in addresses:
        assert ipaddress.ip_address(found[one]) in ipaddress.ip_network("2001:db8::/32")
        for other in addresses:
            assert (_net(one) == _net(other)) == (_net(found[one]) == _net(found[other]))


def _net(address: str) -> object:
    return ipaddress.ip_network((address, 64), strict=False)


def _stays(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return found.is_loopback or found.is_multicast or found.is_unspecified


@given(st.sets(hosts, min_size=2, max_size=12))
def test_machines_share_their_letters_exactly_where_their_names_begin_alike(
    names: set[str],
) -> None:
    found = drawn(dict.fromkeys(names, Kind.HOST)).names
    for one in names:
        for other in names:
            alike = _begin(one) == _begin(other)
            assert alike == (_begin(found[one]) == _begin(found[other])), (one, other)


def _begin(name: str) -> str:
    return name.casefold().rstrip("0123456789")


def test_another_key_gives_pseudonyms_that_have_nothing_in_common() -> None:
    names = {f"FIN-{number:03d}": Kind.HOST for number in range(200)}
    names |= {f"person{number}": Kind.ACCOUNT for number in range(200)}
    one, other = drawn(names).names, drawn(names, OTHER).names
    same = sum(one[name] == other[name] for name in names)
    assert same <= 4  # by chance one in a thousand


def test_a_machine_keeps_its_pseudonym_in_all_its_spellings() -> None:
    spelt = ["FS01", "fs01", r"\\FS01", "FS01$", "fs01.corp.example.", "FS01.corp.example"]
    found = drawn(dict.fromkeys(spelt, Kind.HOST)).names
    own = found["FS01"]
    assert own == own.upper()
    assert [found[name] for name in spelt] == [
        own,
        own.lower(),
        rf"\\{own}",
        f"{own}$",
        found["fs01.corp.example."],
        f"{own}{found['fs01.corp.example.'][len(own) : -1]}",
    ]
    assert found["fs01.corp.example."].startswith(f"{own.lower()}.dom-")
    assert found["fs01.corp.example."].endswith(".example.")


def test_the_account_of_a_machine_says_which_machine_it_is() -> None:
    found = drawn({"WS7": Kind.HOST, "ws7$": Kind.ACCOUNT}).names
    assert found["ws7$"] == found["WS7"].lower() + "$"


def test_a_role_is_said_and_a_machine_without_one_is_a_host() -> None:
    roles = {"lonx1": ("cap", "dc"), "lonx2": ("cap",), "lonx3": ("client",)}
    names = dict.fromkeys(("LONX1", "LONX2", "LONX3", "LONX4"), Kind.HOST)
    found = draw(names, {}, roles, (), KEY).names
    heads = [found[f"LONX{number}"].partition("-")[0] for number in (1, 2, 3, 4)]
    assert heads == ["DC", "CAP", "CLIENT", "HOST"]


def test_the_two_names_of_a_domain_have_one_number() -> None:
    names = {"CORP": Kind.DOMAIN, "corp.example": Kind.DOMAIN, "corp.test": Kind.DOMAIN}
    found = drawn(names).names
    number = found["CORP"].lower()
    assert found["corp.example"].partition(".")[0] == number
    assert found["corp.test"].partition(".")[0] == number
    assert found["corp.example"] != found["corp.test"]


def test_an_account_with_its_domain_is_replaced_in_both_parts() -> None:
    names = {"CORP": Kind.DOMAIN, "j.doe": Kind.ACCOUNT}
    names |= {r"CORP\j.doe": Kind.ACCOUNT, "j.doe@corp.example": Kind.ACCOUNT}
    found = drawn(names).names
    assert found[r"CORP\j.doe"] == rf"{found['CORP']}\{found['j.doe']}"
    assert found["j.doe@corp.example"] == f"{found['j.doe']}@{found['CORP'].lower()}.example"


def test_a_share_is_replaced_part_by_part() -> None:
    found = drawn({"FS01": Kind.HOST, r"\\FS01\payroll": Kind.HOST}).names
    assert found[r"\\FS01\payroll"].startswith(rf"\\{found['FS01']}\share-")


def test_what_everybody_has_stays() -> None:
    stays = ["SMSCliToknAcct&", "smsclitoknacct&", "Administrator", "ANONYMOUS LOGON", "S-1-5-18"]
    stays += ["S-1-5-32-544", "127.0.0.1", "::1", "NT AUTHORITY", "-", "(not recorded)"]
    found = drawn(dict.fromkeys(stays, Kind.ACCOUNT))
    assert {name: found.names[name] for name in stays} == {name: name for name in stays}
    assert found.hidden == {}


def test_of_an_account_that_sms_names_the_site_is_replaced() -> None:
    found = drawn({"SMSClient_LON": Kind.ACCOUNT, "SMS&_LONDC01": Kind.ACCOUNT})
    assert found.names["SMSClient_LON"].startswith("SMSClient_S")
    assert "LON" not in found.names["SMSClient_LON"]
    assert found.hidden["LON"] == "site"
    assert found.names["SMS&_LONDC01"].startswith("SMS&_")


def test_a_sid_keeps_what_it_shares_with_its_domain_and_a_rid_that_all_have() -> None:
    domain = "S-1-5-21-1004336348-1177238915-682003330"
    ends = ("-500", "-512", "-1107", "-1108")
    found = drawn({f"{domain}{end}": Kind.SID for end in ends}).names
    said_of = [found[f"{domain}{end}"] for end in ends]
    assert len({each.rpartition("-")[0] for each in said_of}) == 1
    assert domain not in said_of[0]
    assert [each.rpartition("-")[2] for each in said_of[:2]] == ["500", "512"]
    assert not {"1107", "1108"} & {each.rpartition("-")[2] for each in said_of[2:]}


def test_a_subnet_is_replaced_with_its_addresses() -> None:
    found = drawn({"10.4.12.29": Kind.HOST, "10.4.12.0/24": Kind.HOST}).names
    assert found["10.4.12.0/24"] == found["10.4.12.29"].rpartition(".")[0] + ".0/24"
    assert ipaddress.ip_address(found["10.4.12.29"]) in ipaddress.ip_network("198.18.0.0/15")


def test_many_subnets_go_where_there_is_room() -> None:
    names = {f"10.{number // 200}.{number % 200}.7": Kind.HOST for number in range(1_000)}
    found = drawn(names).names
    assert len(set(found.values())) == 1_000
    assert all(ipaddress.ip_address(each).is_reserved for each in found.values())


def test_forms_of_an_address_keep_their_form() -> None:
    names = dict.fromkeys(("10.4.12.29", "::ffff:10.4.12.29", "fe80::a1%12"), Kind.HOST)
    found = drawn(names).names
    assert found["::ffff:10.4.12.29"] == f"::ffff:{found['10.4.12.29']}"
    assert found["fe80::a1%12"].startswith("fe80::")
    assert found["fe80::a1%12"].endswith("%12")
    assert found["fe80::a1%12"] != "fe80::a1%12"


def test_blanks_at_the_ends_and_mixed_capitals_stay_apart() -> None:
    spelt = ["anna", "Anna", "aNNa", "ANNA", "anna ", " anna"]
    found = drawn(dict.fromkeys(spelt, Kind.ACCOUNT)).names
    assert len({found[each] for each in spelt}) == 6
    assert len({found[each].strip().casefold() for each in spelt}) == 1
    assert found["anna "] == found["anna"] + " "


def test_letters_that_fold_into_one_name_stay_apart_in_writing() -> None:
    names = dict.fromkeys(("straße", "strasse", "STRASSE", "İnci", "i̇nci", "müller"), Kind.ACCOUNT)
    found = drawn(names).names
    assert len(set(found.values())) == 6
    assert found["straße"].casefold() == found["STRASSE"].casefold()
    assert found["İnci"].casefold() == found["i̇nci"].casefold()


def test_a_name_that_looks_like_a_pseudonym_makes_another_draw() -> None:
    taken = said("FIN-429")
    names = {"FIN-429": Kind.HOST, taken: Kind.HOST}
    found = drawn(names).names
    assert taken not in found.values()
    assert found["FIN-429"] != found[taken]


def test_hostile_names_are_names() -> None:
    hostile = ["a" * 65_536, "<script>alert(1)</script>", ".*", "(", "\u202egnp.exe", "\ud800x"]
    hostile += ["FIN", "FIN-4", "FIN-42", "FIN-429", "\\", "\\\\", "@", "$", "a@", "..", "a..b"]
    found = drawn(dict.fromkeys(hostile, Kind.HOST)).names
    assert len({found[each] for each in hostile}) == len(hostile)
    assert not any("script" in found[each] for each in hostile)
