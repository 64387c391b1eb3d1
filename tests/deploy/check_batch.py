"""Asserts what deploy/batch.yaml promises, and writes its state machine as it will be deployed.

usage: check_batch.py TEMPLATE FOLDER

FOLDER gets jsonl.json and csv.json, for a validator of the states language, and broken.json, which
one must refuse. Every assertion is also run against a copy that breaks it, and must notice.
"""

import copy
import json
import re
import sys
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

GIVEN = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "123456789012",
    "AWS::StackName": "month",
    "FunctionName": "html2pdf",
    "Bucket": "letters",
    "ManifestPrefix": "in/",
}
# What the service answers when the same request may be made again, and what Lambda does.
AGAIN = {"urn:html2pdf:overloaded", "urn:html2pdf:busy", "urn:html2pdf:shutting-down", "urn:html2pdf:engine-ended"}
THROTTLED = "Lambda.TooManyRequestsException"


def substituted(text, parameters):
    return re.sub(r"\$\{([\w:]+)\}", lambda name: str(parameters[name[1]]), text)


def machine(template, **given):
    """The state machine that the template makes with these parameters."""
    parameters = {name: p.get("Default") for name, p in template["Parameters"].items()} | GIVEN | given
    text, names = template["Resources"]["StateMachine"]["Properties"]["DefinitionString"]["Fn::Sub"]
    condition, table, lines = names["Reader"]["Fn::If"]
    assert template["Conditions"][condition] == {"Fn::Equals": [{"Ref": "Manifest"}, "csv"]}, condition
    reader = table if parameters["Manifest"] == "csv" else lines
    return json.loads(substituted(text, parameters | {"Reader": reader}))


def the_map(definition):
    (found,) = [state for state in definition["States"].values() if state["Type"] == "Map"]
    return found


def is_(actual, wanted, what):
    assert actual == wanted, f"{what} is {actual!r} and not {wanted!r}"


def check_reader(template):
    for manifest, kind in ("jsonl", "JSONL"), ("csv", "CSV"):
        reader = the_map(machine(template, Manifest=manifest))["ItemReader"]
        is_(reader["ReaderConfig"]["InputType"], kind, "InputType")
        is_(reader["Parameters"], {"Bucket": "letters", "Key.$": "$.key"}, "what is read")


def check_bounds(template):
    found = the_map(machine(template, MaxConcurrency=7, ToleratedFailurePercentage=3))
    is_(found["MaxConcurrency"], 7, "MaxConcurrency")
    is_(found["ToleratedFailurePercentage"], 3, "ToleratedFailurePercentage")
    is_(found["ItemProcessor"]["ProcessorConfig"]["Mode"], "DISTRIBUTED", "Mode")


def check_results(template):
    writer = the_map(machine(template))["ResultWriter"]
    is_(writer["Resource"], "arn:aws:states:::s3:putObject", "Resource")
    is_(writer["Parameters"], {"Bucket": "letters", "Prefix": "html2pdf-results"}, "where results go")


def check_print(template):
    state = the_map(machine(template))["ItemProcessor"]["States"]["Print"]
    is_(state["Parameters"], {"FunctionName": "html2pdf", "Payload.$": "$"}, "Parameters")
    assert state["TimeoutSeconds"] > 29, "a line is given up before the function gives it up"
    retried = set(state["Retry"][0]["ErrorEquals"])
    assert AGAIN <= retried, f"{AGAIN - retried} is not tried again"
    assert THROTTLED in retried, "throttling is not tried again"
    is_(state["Retry"][0]["JitterStrategy"], "FULL", "JitterStrategy")
    names = {name for retry in state["Retry"] for name in retry["ErrorEquals"]}
    assert not names & {"States.ALL", "States.TaskFailed"}, "what is wrong with a line is tried again"
    longest = sum(min(2**n, 20) for n in range(state["Retry"][0]["MaxAttempts"]))
    assert longest + 29 < 300, "an express execution has five minutes"


def check_role(template):
    properties = template["Resources"]["Role"]["Properties"]
    assert "ManagedPolicyArns" not in properties, "the role has managed policies"
    (policy,) = properties["Policies"]
    allowed = {}
    for statement in policy["PolicyDocument"]["Statement"]:
        actions, resource = statement["Action"], statement["Resource"]
        if isinstance(resource, dict):
            parameters = GIVEN | {"ResultPrefix": template["Parameters"]["ResultPrefix"]["Default"]}
            resource = substituted(resource["Fn::Sub"], parameters)
        for action in [actions] if isinstance(actions, str) else actions:
            allowed.setdefault(action, set()).add(resource)
    function = "arn:aws:lambda:eu-west-1:123456789012:function:html2pdf"
    is_(allowed["lambda:InvokeFunction"], {function}, "what is invoked")
    results = "arn:aws:s3:::letters/html2pdf-results/*"
    is_(allowed["s3:GetObject"], {"arn:aws:s3:::letters/in/*", results}, "what is read")
    is_(allowed["s3:PutObject"], {results}, "what is written")
    own = "arn:aws:states:eu-west-1:123456789012:stateMachine:month"
    is_(allowed["states:StartExecution"], {own}, "what is started")
    anywhere = {action for action, resources in allowed.items() if "*" in resources}
    assert all(action.startswith("logs:") for action in anywhere), f"{anywhere} is allowed anywhere"


def check_privacy(template):
    logging = template["Resources"]["StateMachine"]["Properties"]["LoggingConfiguration"]
    is_(logging["IncludeExecutionData"], False, "IncludeExecutionData")


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]

# What each check has to notice: a text of the state machine and what stands in its place, or a path.
BREAKS = [
    (check_reader, '"Key.$": "$.key"', '"Key": "list"'),
    (check_bounds, "${ToleratedFailurePercentage}", "100"),
    (check_bounds, "${MaxConcurrency}", "0"),
    (check_results, '"Prefix": "${ResultPrefix}"', '"Prefix": ""'),
    (check_print, '"urn:html2pdf:busy"', '"urn:html2pdf:idle"'),
    (check_print, '"Lambda.TooManyRequestsException"', '"Lambda.Unknown"'),
    (check_print, '"urn:html2pdf:undelivered"', '"States.ALL"'),
    (check_print, '"TimeoutSeconds": 40', '"TimeoutSeconds": 20'),
]
STATEMENTS = ("Resources", "Role", "Properties", "Policies", 0, "PolicyDocument", "Statement")
BREAKS_BY_PATH = [
    (check_role, (*STATEMENTS, 0, "Resource"), "*"),
    (check_role, (*STATEMENTS, 2, "Resource"), {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Bucket}/*"}),
    (check_privacy, ("Resources", "StateMachine", "Properties", "LoggingConfiguration", "IncludeExecutionData"), True),
]


def broken(template, path, value):
    template = copy.deepcopy(template)
    *parents, last = path
    node = template
    for key in parents:
        node = node[key]
    node[last] = value
    return template


def main(path, folder):
    template = yaml_parse(Path(path).read_text(encoding="utf-8"))
    failed = 0

    def tell(name, fault):
        nonlocal failed
        failed += bool(fault)
        print(f"ok    {name}" if not fault else f"FAIL  {name}: {fault}")

    for check in CHECKS:
        try:
            check(template)
            tell(check.__name__, None)
        except (AssertionError, KeyError) as fault:
            tell(check.__name__, repr(fault))
    definition = ("Resources", "StateMachine", "Properties", "DefinitionString", "Fn::Sub", 0)
    text = template["Resources"]["StateMachine"]["Properties"]["DefinitionString"]["Fn::Sub"][0]
    breaks = [(check, definition, text.replace(old, new), new) for check, old, new in BREAKS if old in text]
    assert len(breaks) == len(BREAKS), "a text to be broken is not there"
    breaks += [(check, path, value, value) for check, path, value in BREAKS_BY_PATH]
    for check, path, value, shown in breaks:
        name = f"{check.__name__} notices {shown!r}"
        try:
            check(broken(template, path, value))
            tell(name, "it does not")
        except AssertionError:
            tell(name, None)
    for manifest in "jsonl", "csv":
        (Path(folder) / f"{manifest}.json").write_text(json.dumps(machine(template, Manifest=manifest)))
    wrong = machine(template)
    the_map(wrong)["ItemProcessor"]["States"]["Rows"]["Default"] = "Nowhere"
    (Path(folder) / "broken.json").write_text(json.dumps(wrong))
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
