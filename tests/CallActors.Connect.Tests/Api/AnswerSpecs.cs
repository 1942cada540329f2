using System.Text.Json.Nodes;
using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>Answers read as Amazon's own SDK reads them, but for what our model leaves out.</summary>
[Collection(nameof(AmazonsOwnClient))]
public sealed class AnswerSpecs(AmazonsOwnClient amazons)
{
    private const string Described = """
        {"Contact":{"Arn":"arn:aws:connect:r:1:instance/i/contact/c","Id":"c","InitiationMethod":"INBOUND","Channel":"VOICE",
        "QueueInfo":{"Id":"q","EnqueueTimestamp":1.795338000123E9},"AgentInfo":{"Id":"a","ConnectedToAgentTimestamp":1795338005,"AgentInitiatedHoldDuration":30},
        "InitiationTimestamp":1795337999.5,"CustomerEndpoint":{"Type":"TELEPHONE_NUMBER","Address":"+4930"},"Tags":{"k":"v"},"Attributes":{"ä":"ö"},
        "QueuePriority":5000000000,"TotalPauseCount":0}}
        """;

    public static TheoryData<int, string> Answers => new()
    {
        { IndexOf<StartOutboundVoiceContactRequest>(), """{"ContactId":"new"}""" },
        { IndexOf<MonitorContactRequest>(), """{"ContactId":"new","ContactArn":"arn:new"}""" },
        { IndexOf<GetContactAttributesRequest>(), """{"Attributes":{"one":"1","zwei":"Ünï \u2028"}}""" },
        { IndexOf<DescribeContactRequest>(), Described },
        { IndexOf<GetCurrentUserDataRequest>(), Fixture.Text("api/get_current_user_data.json") },
        { IndexOf<StopContactRequest>(), "{}" },
    };

    [SkippableTheory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_reads_like_in_Amazons_SDK(int index, string answer)
    {
        amazons.SkipWhereMissing();
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(200, answer);
        var request = ApiCases.All[index];
        var theirs = await amazons.SendAsync(ApiCases.OperationOf(request), AsPlainJson.Of(request)!, server.Url);
        using var client = Clients.To(server.Url);

        var ours = AsPlainJson.Of(await client.CallAsync(request))!;

        JsonNode.DeepEquals(ours, theirs["output"]).ShouldBeTrue($"ours {ours.ToJsonString()}\ntheirs {theirs["output"]!.ToJsonString()}");
    }

    [SkippableTheory]
    [InlineData("ContactNotFoundException:http://internal.amazon.com/coral/", 410)]
    [InlineData("ThrottlingException", 429)]
    [InlineData("BrandNewException", 400)]
    public async Task An_error_has_the_name_and_text_that_Amazons_SDK_gives_it(string header, int status)
    {
        amazons.SkipWhereMissing();
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(status, """{"message":"It is so."}""", new() { ["x-amzn-ErrorType"] = header });
        var stop = new StopContactRequest { ContactId = "c", InstanceId = "i" };
        var theirs = (await amazons.SendAsync("StopContact", AsPlainJson.Of(stop)!, server.Url))["error"]!;
        using var client = Clients.To(server.Url);

        var ours = await Should.ThrowAsync<AmazonConnectException>(() => client.StopContactAsync(stop));

        (ours.ErrorCode, ours.Message, (int)ours.StatusCode)
            .ShouldBe((theirs["name"]!.GetValue<string>(), theirs["message"]!.GetValue<string>(), theirs["status"]!.GetValue<int>()));
    }

    private static int IndexOf<T>() => ApiCases.All.ToList().FindIndex(each => each is T);
}
