using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CallActors.Contracts;

namespace CallActors.Akka.Tests.Contracts;

/// <summary>What services and agents' actors say to each other, as bytes that stay readable for ever.</summary>
public sealed class ContractSpecs
{
    private static readonly object[] All =
    [
        new AskAgent("agent1", Json("""{"channel":"Amazon","topic":"InboundCall","subtopic":"Hold","source":"recording","data":"c-1","requestId":"r-1"}""")),
        new AskAnswered("agent1", AskedAnswer.Accepted, "r-1"),
        new AskEnded("agent1", "r-1", [Json("""{"channel":"Amazon","topic":"Agent","subtopic":"CcpAgentState","message":{"name":"Available","type":"routable"}}""")]),
        new FollowAgent("agent1", 7),
        new UnfollowAgent("agent1"),
        new AgentFollowed("agent1", 7, Json("""{"channel":"Amazon","topic":"InboundCall","subtopic":"StateSync","message":{"attributes":[],"queueName":null,"queueTimestamp":null,"calls":[]}}""")),
        new ToldOfAgent("agent1", 9, 7, [Json("""{"channel":"Amazon","topic":"Agent","subtopic":"CcpAgentState","message":{"name":"Zoë","type":"routable"}}""")]),
        new ListAgents(),
        new AgentsListed(["agent1", "agent2"]),
    ];

    public static TheoryData<string> Manifests => [.. ContractCodec.Manifests];

    [Fact]
    public void Every_manifest_has_an_example_here() => All.Select(ContractCodec.ManifestOf).ShouldBe(ContractCodec.Manifests, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_is_written_as_its_golden_file_has_it_and_read_from_it(string manifest)
    {
        var written = Encoding.UTF8.GetString(ContractCodec.Write(All.Single(each => ContractCodec.ManifestOf(each) == manifest)));
        var path = GoldenFile(manifest);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("CALLACTORS_GOLDEN") is not null)
        {
            File.WriteAllText(path, written + "\n");
        }

        var golden = File.ReadAllText(path).TrimEnd('\n');
        written.ShouldBe(golden);
        Encoding.UTF8.GetString(ContractCodec.Write(ContractCodec.Read(manifest, Encoding.UTF8.GetBytes(golden)))).ShouldBe(golden);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_member_of_a_newer_version_is_ignored(string manifest)
    {
        var golden = File.ReadAllText(GoldenFile(manifest)).TrimEnd('\n');
        var newer = golden == "{}" ? """{"later":1}""" : golden[..^1] + ",\"later\":{\"of\":[1]}}";

        Encoding.UTF8.GetString(ContractCodec.Write(ContractCodec.Read(manifest, Encoding.UTF8.GetBytes(newer)))).ShouldBe(golden);
    }

    [Fact]
    public void A_word_of_a_newer_version_is_read_as_unknown() =>
        ((AskAnswered)ContractCodec.Read("askAnswered/1", """{"agentId":"a","requestId":"r","answer":"postponed"}"""u8)).Answer.ShouldBe(AskedAnswer.Unknown);

    [Theory]
    [InlineData("ask/2", "{}", "The message ask/2 is not known")]
    [InlineData("CallActors.Contracts.AskAgent, CallActors.Contracts", "{}", "is not known")]
    [InlineData("follow/1", "{}", "is not of its form")]
    [InlineData("follow/1", """{"agentId":null}""", "is not of its form")]
    [InlineData("follow/1", """{"agentId":"agent1","after":"+15550100"}""", "is not of its form, at $.after.")]
    [InlineData("follow/1", "null", "is null")]
    public void What_cannot_be_read_is_refused_in_one_sentence_without_its_values(string manifest, string message, string sentence)
    {
        var error = Should.Throw<UnknownMessageException>(() => ContractCodec.Read(manifest, Encoding.UTF8.GetBytes(message)));

        error.Message.ShouldContain(sentence);
        error.Message.ShouldNotContain("+15550100");
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string GoldenFile(string manifest, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", manifest.Replace('/', '.') + ".json");
}
