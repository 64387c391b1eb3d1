"""What a template makes of its parameters, as CloudFormation would see it: conditions and SAM resolved."""

import copy
import logging
import os

from samtranslator.translator.transform import transform

logging.disable()  # SAM's translator tells of its own metrics, once a stack
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
NOTHING = object()  # what !Ref AWS::NoValue leaves behind
FUNCTIONS = "Function", "Printer"  # who answers, and who prints what nobody waits for


class NoManagedPolicies:
    def load(self):
        return {}


def stack(template, **given):
    """The resources that `template` makes with these parameters, conditions and SAM resolved."""
    template = copy.deepcopy(template)
    # SAM wants what `sam package` leaves there: the zip, uploaded.
    for name in FUNCTIONS:
        template["Resources"][name]["Properties"]["CodeUri"] = "s3://bucket/key"
    parameters = {name: p.get("Default") for name, p in template["Parameters"].items()} | given
    for name, value in given.items():
        allowed = template["Parameters"][name].get("AllowedValues", [value])
        assert value in allowed, f"{name} does not allow {value}"
    template = transform(template, parameters, NoManagedPolicies())

    def condition(node):
        if isinstance(node, str):
            return condition(template["Conditions"][node])
        ((operator, arguments),) = node.items()
        match operator:
            case "Condition":
                return condition(arguments)
            case "Fn::Equals":
                left, right = (resolve(argument) for argument in arguments)
                return str(left) == str(right)
            case "Fn::Not":
                return not condition(arguments[0])
            case "Fn::And":
                return all(map(condition, arguments))
            case "Fn::Or":
                return any(map(condition, arguments))
            case _:
                raise ValueError(f"a condition this check does not know: {operator}")

    def resolve(node):
        if isinstance(node, list):
            return [value for value in map(resolve, node) if value is not NOTHING]
        if not isinstance(node, dict):
            return node
        if set(node) == {"Ref"}:
            return NOTHING if node["Ref"] == "AWS::NoValue" else parameters.get(node["Ref"], node)
        if set(node) == {"Fn::FindInMap"}:
            name, first, second = map(resolve, node["Fn::FindInMap"])
            return template["Mappings"][name][str(first)][second]
        if set(node) == {"Fn::If"}:
            test, yes, no = node["Fn::If"]
            return resolve(yes if condition(test) else no)
        resolved = {key: resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not NOTHING}

    return {
        name: resolve(resource)
        for name, resource in template["Resources"].items()
        if "Condition" not in resource or condition(resource["Condition"])
    }


def of_type(resources, kind):
    return [r.get("Properties", {}) for r in resources.values() if r["Type"] == kind]


def the(resources, kind):
    found = of_type(resources, kind)
    assert len(found) == 1, f"{len(found)} resources of type {kind} instead of one"
    return found[0]


def function(resources, name="Function"):
    return resources[name]["Properties"]


def rights(resources, role):
    """What a role may do, as pairs of an action and where it may."""
    policies = [p["PolicyDocument"] for p in resources[role]["Properties"]["Policies"]]
    policies += [
        p["PolicyDocument"] for p in of_type(resources, "AWS::IAM::Policy") if {"Ref": role} in p["Roles"]
    ]
    found = set()
    for statement in (s for policy in policies for s in policy["Statement"]):
        is_(statement["Effect"], "Allow", "Effect")
        actions = statement["Action"]
        (where,) = statement["Resource"].values()
        where = ".".join(where) if isinstance(where, list) else where
        found |= {(action, where) for action in ([actions] if isinstance(actions, str) else actions)}
    return found


def is_(actual, wanted, what):
    assert actual == wanted, f"{what} is {actual!r} and not {wanted!r}"
