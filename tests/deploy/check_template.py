"""Asserts what deploy/template.yaml promises, for each front door as CloudFormation would see it.

usage: check_template.py TEMPLATE

cfn-lint knows the grammar of a template but not what this one is for: it lets a wrong runtime,
128 MB and a missing binary media type pass. Every assertion is also run against a copy of the
template that breaks it, and must notice.
"""

import copy
import logging
import os
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

logging.disable()  # SAM's translator tells of its own metrics, once a stack
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
NOTHING = object()  # what !Ref AWS::NoValue leaves behind


class NoManagedPolicies:
    def load(self):
        return {}


def stack(template, **given):
    """The resources that `template` makes with these parameters, conditions and SAM resolved."""
    template = copy.deepcopy(template)
    # SAM wants what `sam package` leaves there: the zip, uploaded.
    template["Resources"]["Function"]["Properties"]["CodeUri"] = "s3://bucket/key"
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


def is_(actual, wanted, what):
    assert actual == wanted, f"{what} is {actual!r} and not {wanted!r}"


def check_code(template):
    code = template["Resources"]["Function"]["Properties"]["CodeUri"]
    is_(code, "../dist/html2pdf-lambda-x86_64.zip", "CodeUri")
    is_(template["Resources"]["Function"]["Metadata"]["SkipBuild"], True, "SkipBuild")


def check_function(template):
    for door in "rest", "http", "url":
        function = the(stack(template, FrontDoor=door), "AWS::Lambda::Function")
        is_(function["Runtime"], "provided.al2023", "Runtime")
        is_(function["Handler"], "bootstrap", "Handler")
        is_(function["Architectures"], ["x86_64"], "Architectures")
        is_(function["MemorySize"], 1769, "MemorySize")
        is_(function["Timeout"], 29, "Timeout")
        is_(function["EphemeralStorage"], {"Size": 512}, "EphemeralStorage")
        assert "ReservedConcurrentExecutions" not in function, "concurrency is reserved unasked"
    bounded = the(stack(template, ReservedConcurrency=5), "AWS::Lambda::Function")
    is_(bounded["ReservedConcurrentExecutions"], 5, "ReservedConcurrentExecutions")


def check_settings(template):
    function = the(stack(template, DocumentTimeout="9s", LogLevel="debug"), "AWS::Lambda::Function")
    settings = function["Environment"]["Variables"]
    is_(settings["HTML2PDF_TIMEOUT"], "9s", "HTML2PDF_TIMEOUT")
    is_(settings["HTML2PDF_LOG"], "debug", "HTML2PDF_LOG")


def check_role(template):
    resources = stack(template, LogRetentionDays=7)
    is_(the(resources, "AWS::Logs::LogGroup")["RetentionInDays"], 7, "RetentionInDays")
    function, role = the(resources, "AWS::Lambda::Function"), the(resources, "AWS::IAM::Role")
    is_(function["Role"], {"Fn::GetAtt": ["Role", "Arn"]}, "the function's role")
    is_(function["LoggingConfig"]["LogGroup"], {"Ref": "LogGroup"}, "the function's log group")
    assert "ManagedPolicyArns" not in role, "the role has managed policies"
    statements = [s for p in role["Policies"] for s in p["PolicyDocument"]["Statement"]]
    is_([s["Action"] for s in statements], [["logs:CreateLogStream", "logs:PutLogEvents"]], "Action")
    is_([s["Resource"] for s in statements], [{"Fn::GetAtt": ["LogGroup", "Arn"]}], "Resource")


DOORS = {
    "rest": "AWS::ApiGateway::RestApi",
    "http": "AWS::ApiGatewayV2::Api",
    "url": "AWS::Lambda::Url",
}


def check_one_door(template):
    is_(template["Parameters"]["Auth"]["Default"], "iam", "the default of Auth")
    for door in DOORS:
        resources = stack(template, FrontDoor=door)
        found = {d for d, kind in DOORS.items() if of_type(resources, kind)}
        is_(found, {door}, f"the set of doors with FrontDoor={door}")


def check_rest(template):
    for auth, security in ("iam", [{"sigv4": []}]), ("open", None):
        resources = stack(template, FrontDoor="rest", Auth=auth)
        api = the(resources, DOORS["rest"])
        types = [t.replace("~1", "/") for t in api.get("BinaryMediaTypes", [])]
        is_(types, ["*/*"], "BinaryMediaTypes")
        paths = api["Body"]["paths"]
        is_(sorted(paths), ["/{kind}"], "paths")
        is_(sorted(paths["/{kind}"]), ["get", "parameters", "post"], "methods")
        for method in "post", "get":
            operation = paths["/{kind}"][method]
            is_(operation.get("security"), security, f"security of {method} with Auth={auth}")
            is_(operation["x-amazon-apigateway-integration"]["type"], "aws_proxy", method)
        scheme = api["Body"]["components"]["securitySchemes"]["sigv4"]
        is_(scheme["x-amazon-apigateway-authtype"], "awsSigv4", "the security scheme")
        is_(the(resources, "AWS::Lambda::Permission")["Principal"], "apigateway.amazonaws.com", "Principal")
    source = template["Resources"]["RestApi"]["Properties"]
    is_(source.get("AlwaysDeploy"), True, "AlwaysDeploy")


def check_http(template):
    for auth, kind in ("iam", "AWS_IAM"), ("open", "NONE"):
        resources = stack(template, FrontDoor="http", Auth=auth)
        is_(the(resources, "AWS::ApiGatewayV2::Route")["AuthorizationType"], kind, f"Auth={auth}")
        is_(the(resources, "AWS::ApiGatewayV2::Stage")["AutoDeploy"], True, "AutoDeploy")
        is_(the(resources, "AWS::ApiGatewayV2::Integration")["PayloadFormatVersion"], "2.0", "format")
        is_(the(resources, "AWS::Lambda::Permission")["Principal"], "apigateway.amazonaws.com", "Principal")


def check_url(template):
    for auth, kind, actions in (
        ("iam", "AWS_IAM", set()),
        ("open", "NONE", {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}),
    ):
        resources = stack(template, FrontDoor="url", Auth=auth)
        is_(the(resources, DOORS["url"])["AuthType"], kind, f"AuthType with Auth={auth}")
        allowed = {p["Action"] for p in of_type(resources, "AWS::Lambda::Permission")}
        is_(allowed, actions, f"what anybody may do with Auth={auth}")


def check_cors(template):
    origin = "https://app.example.com"
    rest, http, url = (stack(template, FrontDoor=door, CorsOrigin=origin) for door in DOORS)
    options = the(rest, DOORS["rest"])["Body"]["paths"]["/{kind}"]["options"]
    mock = options["x-amazon-apigateway-integration"]
    is_(mock.get("contentHandling"), "CONVERT_TO_TEXT", "contentHandling of OPTIONS")
    is_(the(http, DOORS["http"])["CorsConfiguration"]["AllowOrigins"], [origin], "AllowOrigins")
    is_(the(url, DOORS["url"])["Cors"]["AllowOrigins"], [origin], "AllowOrigins")
    for door, resources, wanted in ("rest", rest, origin), ("http", http, ""), ("url", url, ""):
        settings = the(resources, "AWS::Lambda::Function")["Environment"]["Variables"]
        is_(settings["HTML2PDF_CORS_ORIGIN"], wanted, f"HTML2PDF_CORS_ORIGIN with {door}")


def check_stream(template):
    for response, mode, transfer, version in (
        ("buffered", "BUFFERED", None, "2015-03-31"),
        ("stream", "RESPONSE_STREAM", "STREAM", "2021-11-15"),
    ):
        rest, url = (stack(template, FrontDoor=door, Response=response) for door in ("rest", "url"))
        for resources in rest, url:
            settings = the(resources, "AWS::Lambda::Function")["Environment"]["Variables"]
            is_(settings["HTML2PDF_RESPONSE"], response, "HTML2PDF_RESPONSE")
        is_(the(url, DOORS["url"])["InvokeMode"], mode, f"InvokeMode with Response={response}")
        paths = the(rest, DOORS["rest"])["Body"]["paths"]["/{kind}"]
        for method in "post", "get":
            integration = paths[method]["x-amazon-apigateway-integration"]
            is_(integration.get("responseTransferMode"), transfer, f"responseTransferMode of {method}")
            assert f"path/{version}/" in str(integration["uri"]), integration["uri"]
    (rule,) = template["Rules"].values()
    is_(rule["Assertions"][0]["Assert"], {"Fn::Not": [{"Fn::Equals": [{"Ref": "FrontDoor"}, "http"]}]}, "the rule")


def check_queue(template):
    assert not of_type(stack(template), "AWS::SQS::Queue"), "there is a queue unasked"
    resources = stack(template, Queue="on", QueueConcurrency=7)
    mapping = the(resources, "AWS::Lambda::EventSourceMapping")
    is_(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"], "FunctionResponseTypes")
    is_(mapping["ScalingConfig"], {"MaximumConcurrency": 7}, "ScalingConfig")
    queue = resources["Messages"]["Properties"]
    function = the(resources, "AWS::Lambda::Function")
    assert queue["VisibilityTimeout"] >= 6 * function["Timeout"], "messages come again while they are printed"
    dead = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadMessages", "Arn"]}, "maxReceiveCount": 3}
    is_(queue["RedrivePolicy"], dead, "RedrivePolicy")
    (statement,) = the(resources, "AWS::IAM::Policy")["PolicyDocument"]["Statement"]
    is_(statement["Resource"], {"Fn::GetAtt": ["Messages", "Arn"]}, "what the role may read")


def named(resources, prefix):
    """What the environment of the function says under the names that begin so."""
    settings = the(resources, "AWS::Lambda::Function")["Environment"]["Variables"]
    return {name: value for name, value in settings.items() if name.startswith(prefix)}


def check_store(template):
    resources = stack(template)
    assert not of_type(resources, "AWS::S3::Bucket"), "there is a bucket unasked"
    is_(named(resources, "HTML2PDF_STORE"), {"HTML2PDF_STORE": ""}, "the store")
    for given in {"Store": "on"}, {"Async": "on"}:
        resources = stack(template, StoreDays=5, **given)
        bucket = the(resources, "AWS::S3::Bucket")
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        is_((rule["Status"], rule["ExpirationInDays"]), ("Enabled", 5), "when results go")
        assert all(bucket["PublicAccessBlockConfiguration"].values()), "others see the bucket"
        store = {"HTML2PDF_STORE": {"Fn::Sub": "s3://${Results}/html2pdf"}}
        is_(named(resources, "HTML2PDF_STORE"), store, "the store")
        (statement,) = resources["ResultsAreKeptBy"]["Properties"]["PolicyDocument"]["Statement"]
        is_(statement["Resource"], {"Fn::Sub": "${Results.Arn}/html2pdf/*"}, "what the role may keep")
        actions = {"s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"}
        is_(set(statement["Action"]), actions, "what the role may do there")


def check_jobs(template):
    resources = stack(template)
    is_(named(resources, "HTML2PDF_JOBS"), {"HTML2PDF_JOBS_QUEUE": ""}, "the queue of jobs")
    is_(sorted(the(resources, DOORS["rest"])["Body"]["paths"]), ["/{kind}"], "paths without jobs")
    resources = stack(template, Async="on", JobsConcurrency=7, WebhookSecret="whsec_x")
    is_(named(resources, "HTML2PDF_JOBS"), {"HTML2PDF_JOBS_QUEUE": {"Ref": "Jobs"}}, "the queue of jobs")
    is_(named(resources, "HTML2PDF_WEBHOOK")["HTML2PDF_WEBHOOK_SECRET"], "whsec_x", "the secret")
    is_(template["Parameters"]["WebhookSecret"].get("NoEcho"), True, "NoEcho of the secret")
    mapping = the(resources, "AWS::Lambda::EventSourceMapping")
    is_(mapping["EventSourceArn"], {"Fn::GetAtt": ["Jobs", "Arn"]}, "what is read")
    is_(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"], "FunctionResponseTypes")
    is_(mapping["ScalingConfig"], {"MaximumConcurrency": 7}, "ScalingConfig")
    is_(mapping["BatchSize"], 1, "BatchSize")
    queue, function = resources["Jobs"]["Properties"], the(resources, "AWS::Lambda::Function")
    assert queue["VisibilityTimeout"] >= 6 * function["Timeout"], "messages come again while they are printed"
    dead = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadJobs", "Arn"]}, "maxReceiveCount": 10}
    is_(queue["RedrivePolicy"], dead, "RedrivePolicy")
    (statement,) = resources["JobsAreQueuedBy"]["Properties"]["PolicyDocument"]["Statement"]
    is_(statement["Resource"], {"Fn::GetAtt": ["Jobs", "Arn"]}, "which queue the role may use")
    for auth, security in ("iam", [{"sigv4": []}]), ("open", None):
        paths = the(stack(template, Async="on", Auth=auth), DOORS["rest"])["Body"]["paths"]
        methods = paths["/{kind}/{job+}"]
        is_(sorted(methods), ["delete", "get", "parameters"], "methods of a job")
        for method in "get", "delete":
            is_(methods[method].get("security"), security, f"security of {method} with Auth={auth}")


def check_jobs_cors(template):
    given = {"Async": "on", "CorsOrigin": "https://app.example.com"}
    rest, http, url = (stack(template, FrontDoor=door, **given) for door in DOORS)
    paths = the(rest, DOORS["rest"])["Body"]["paths"]

    def allowed(path, what):
        node = paths[path]["options"]
        for key in MOCKED:
            node = node[key]
        return node[f"{ALLOWED}-{what}"].strip("'").split(",")

    is_(allowed("/{kind}/{job+}", "Methods"), ["GET", "DELETE"], "methods of a job")
    assert "idempotency-key" in allowed("/{kind}", "Headers"), "no key over REST"
    for cors in the(http, DOORS["http"])["CorsConfiguration"], the(url, DOORS["url"])["Cors"]:
        is_(sorted(cors["AllowMethods"]), ["DELETE", "GET", "POST"], "AllowMethods")
        assert "idempotency-key" in cors["AllowHeaders"], cors["AllowHeaders"]
        assert "location" in cors["ExposeHeaders"], cors["ExposeHeaders"]


def check_inbox(template):
    resources = stack(template)
    is_(named(resources, "HTML2PDF_INBOX"), {"HTML2PDF_INBOX": ""}, "the inbox")
    is_(of_type(resources, "AWS::Lambda::EventInvokeConfig"), [], "what becomes of failures")
    resources = stack(template, InboxBucket="letters")
    is_(named(resources, "HTML2PDF_INBOX"), {"HTML2PDF_INBOX": {"Fn::Sub": "s3://${InboxBucket}"}}, "the inbox")
    bucket = the(resources, "AWS::S3::Bucket")
    is_(bucket["BucketName"], "letters", "BucketName")
    assert all(bucket["PublicAccessBlockConfiguration"].values()), "others see the bucket"
    (told,) = bucket["NotificationConfiguration"]["LambdaConfigurations"]
    is_(told["Event"], "s3:ObjectCreated:*", "Event")
    is_(told["Filter"]["S3Key"]["Rules"], [{"Name": "suffix", "Value": ".html"}], "what S3 tells of")
    permission = resources["InboxMayInvoke"]["Properties"]
    is_(permission["Principal"], "s3.amazonaws.com", "Principal")
    is_(permission["SourceAccount"], {"Ref": "AWS::AccountId"}, "SourceAccount")
    documents, failures = resources["InboxIsReadBy"]["Properties"]["PolicyDocument"]["Statement"]
    is_(set(documents["Action"]), {"s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"}, "what the role may do there")
    is_(documents["Resource"], {"Fn::Sub": "arn:${AWS::Partition}:s3:::${InboxBucket}/*"}, "where it may")
    dead = {"Fn::GetAtt": ["DeadDocuments", "Arn"]}
    is_(failures, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": dead}, "where failures may go")
    failing = the(resources, "AWS::Lambda::EventInvokeConfig")
    is_(failing["DestinationConfig"], {"OnFailure": {"Destination": dead}}, "where failures go")


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]

# Each breaks a copy of the template in the one place that its check has to notice.
FUNCTION = ("Resources", "Function", "Properties")
REST = ("Resources", "RestApi", "Properties")
KEEPING = ("Resources", "ResultsAreKeptBy", "Properties", "PolicyDocument", "Statement", 0)
TOLD = ("Resources", "Inbox", "Properties", "NotificationConfiguration", "LambdaConfigurations", 0)
ASKED = (*REST, "DefinitionBody", "paths", "/{kind}/{job+}", "Fn::If", 1)
MOCKED = ("x-amazon-apigateway-integration", "responses", "default", "responseParameters")
ALLOWED = "method.response.header.Access-Control-Allow"
STREAMED = (*REST, "DefinitionBody", "paths", "/{kind}", "post", "x-amazon-apigateway-integration")
BREAKS = [
    (check_code, (*FUNCTION, "CodeUri"), "../target/"),
    (check_function, (*FUNCTION, "Runtime"), "provided.al2"),
    (check_function, (*FUNCTION, "Handler"), "main"),
    (check_function, (*FUNCTION, "Architectures"), ["arm64"]),
    (check_function, ("Parameters", "MemorySize", "Default"), 128),
    (check_function, (*FUNCTION, "Timeout"), 3),
    (check_settings, (*FUNCTION, "Environment", "Variables", "HTML2PDF_TIMEOUT"), "25s"),
    (check_role, (*FUNCTION, "Role"), {"Fn::GetAtt": ["Other", "Arn"]}),
    (check_role, ("Resources", "Role", "Properties", "ManagedPolicyArns"), ["arn:aws:iam::aws:policy/X"]),
    (check_one_door, ("Parameters", "Auth", "Default"), "open"),
    (check_one_door, ("Resources", "Url", "Condition"), "IsHttp"),
    (check_rest, (*REST, "BinaryMediaTypes"), ["application/pdf"]),
    (check_rest, (*REST, "BinaryMediaTypes"), None),
    (check_rest, (*REST, "AlwaysDeploy"), None),
    (check_rest, (*REST, "DefinitionBody", "paths", "/{kind}", "post", "security"), None),
    (check_http, ("Resources", "HttpApiRoute", "Properties", "AuthorizationType"), "NONE"),
    (check_url, ("Resources", "Url", "Properties", "AuthType"), "NONE"),
    (check_url, ("Resources", "AnybodyMayInvokeThroughUrl"), None),
    (check_stream, ("Resources", "Url", "Properties", "InvokeMode"), "BUFFERED"),
    (check_stream, (*FUNCTION, "Environment", "Variables", "HTML2PDF_RESPONSE"), "stream"),
    (check_stream, (*STREAMED, "responseTransferMode"), "STREAM"),
    (check_queue, ("Resources", "Messages", "Properties", "VisibilityTimeout"), 30),
    (check_queue, ("Resources", "Messages", "Properties", "RedrivePolicy"), {}),
    (check_queue, ("Resources", "MessagesInvoke", "Properties", "FunctionResponseTypes"), []),
    (check_queue, ("Resources", "Messages", "Condition"), "IsRest"),
    (check_store, ("Resources", "Results", "Properties", "LifecycleConfiguration", "Rules"), [{"Status": "Disabled", "ExpirationInDays": 5}]),
    (check_store, ("Resources", "Results", "Properties", "PublicAccessBlockConfiguration", "BlockPublicAcls"), False),
    (check_store, ("Resources", "Results", "Condition"), "HasQueue"),
    (check_store, (*KEEPING, "Resource"), "*"),
    (check_store, (*KEEPING, "Action"), ["s3:*"]),
    (check_jobs, ("Resources", "Jobs", "Properties", "VisibilityTimeout"), 30),
    (check_jobs, ("Resources", "Jobs", "Properties", "RedrivePolicy"), {}),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "FunctionResponseTypes"), []),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "BatchSize"), 5),
    (check_jobs, ("Parameters", "WebhookSecret", "NoEcho"), False),
    (check_jobs, (*ASKED, "delete", "security"), None),
    (check_jobs_cors, (*ASKED, "options", "Fn::If", 1, *MOCKED, f"{ALLOWED}-Methods"), "'GET'"),
    (check_jobs_cors, ("Resources", "HttpApi", "Properties", "CorsConfiguration", "Fn::If", 1, "AllowMethods"), ["POST"]),
    (check_inbox, (*TOLD, "Filter", "S3Key", "Rules"), []),
    (check_inbox, ("Resources", "InboxMayInvoke", "Properties", "SourceAccount"), "*"),
    (check_inbox, ("Resources", "InboxIsReadBy", "Properties", "PolicyDocument", "Statement", 0, "Resource"), "*"),
    (check_inbox, ("Resources", "InboxFailures", "Condition"), "IsRest"),
    (check_inbox, ("Resources", "InboxFailures", "Properties", "DestinationConfig"), {}),
    (check_cors, (*FUNCTION, "Environment", "Variables", "HTML2PDF_CORS_ORIGIN"), {"Ref": "CorsOrigin"}),
]


def broken(template, path, value):
    template = copy.deepcopy(template)
    *parents, last = path
    node = template
    for key in parents:
        node = node[key]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return template


def main(path):
    with open(path, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    passed = failed = 0

    def record(name, fault):
        nonlocal passed, failed
        passed, failed = passed + (not fault), failed + bool(fault)
        print(f"ok    {name}" if not fault else f"FAIL  {name}: {fault}")

    for check in CHECKS:
        try:
            check(template)
            record(check.__name__, None)
        except (AssertionError, KeyError) as fault:
            record(check.__name__, repr(fault))
    for check, path, value in BREAKS:
        name = f"{check.__name__} notices {'.'.join(map(str, path[1:]))} = {value!r}"
        try:
            check(broken(template, path, value))
            record(name, "it does not")
        except AssertionError:
            record(name, None)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
