"""The engine's names."""

from openline_stacks.engine._urn import ROOT_TYPE, Urn, inherited_aliases, new_urn, package_of

ROOT = f"urn:pulumi:dev::shop::{ROOT_TYPE}::shop-dev"


def test_the_root_stacks_type_is_left_out_of_the_chain() -> None:
    assert new_urn("dev", "shop", ROOT, "a:b:C", "c") == "urn:pulumi:dev::shop::a:b:C::c"
    assert new_urn("dev", "shop", None, "a:b:C", "c") == "urn:pulumi:dev::shop::a:b:C::c"


def test_every_ancestors_type_is_in_the_chain() -> None:
    outer = new_urn("dev", "shop", ROOT, "a:b:Outer", "o")
    inner = new_urn("dev", "shop", outer, "a:b:Inner", "i")
    leaf = new_urn("dev", "shop", inner, "aws:s3/bucket:Bucket", "l")
    assert leaf == "urn:pulumi:dev::shop::a:b:Outer$a:b:Inner$aws:s3/bucket:Bucket::l"
    assert Urn.parse(leaf).type == "aws:s3/bucket:Bucket"


def test_a_name_may_hold_colons() -> None:
    urn = new_urn("dev", "shop", ROOT, "a:b:C", "x::y")
    assert Urn.parse(urn).name == "x::y"
    assert str(Urn.parse(urn)) == urn


def test_a_child_inherits_its_parents_former_names_and_its_own_below_them() -> None:
    parent = Urn.parse("urn:pulumi:dev::shop::a:b:C::new")
    child = Urn.parse("urn:pulumi:dev::shop::a:b:C$a:b:D::new-bucket")
    former = ["urn:pulumi:dev::shop::a:b:Old::old"]
    own = ["urn:pulumi:dev::shop::a:b:C$a:b:D::pail"]
    assert list(inherited_aliases(child, own, parent, former)) == [
        "urn:pulumi:dev::shop::a:b:Old$a:b:D::old-bucket",
        "urn:pulumi:dev::shop::a:b:Old$a:b:D::pail",
    ]


def test_the_package_is_the_first_part_of_the_type() -> None:
    assert package_of("aws:s3/bucket:Bucket") == "aws"
    assert package_of("pulumi:providers:aws") == "aws"
