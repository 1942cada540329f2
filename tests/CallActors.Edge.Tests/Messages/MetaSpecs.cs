using System.Text;
using CallActors.Domain.Agents;
using CallActors.Edge.Messages;
using CallActors.Engine;

namespace CallActors.Edge.Tests.Messages;

public sealed class MetaSpecs
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 31, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Every_part_says_its_place_in_the_change()
    {
        var told = new Told("agent1", 7, 5, At, "r-1", true, ["""{"a":{"b":"}"}}"""u8.ToArray(), """{"c":[]}"""u8.ToArray()]);
        Meta.Parts(told).Select(part => Encoding.UTF8.GetString(part.Span)).ShouldBe([
            """{"a":{"b":"}"},"meta":{"agentId":"agent1","revision":7,"previous":5,"part":1,"parts":2,"requestId":"r-1","at":"2026-11-22T10:31:00.250Z","bridge":"attached"}}""",
            """{"c":[],"meta":{"agentId":"agent1","revision":7,"previous":5,"part":2,"parts":2,"requestId":"r-1","at":"2026-11-22T10:31:00.250Z","bridge":"attached"}}""",
        ]);
    }

    [Fact]
    public void What_answers_one_app_has_the_revision_it_stands_for_and_no_place()
    {
        var view = new AgentView("agent1", 0, At, Picture.Initial);
        Encoding.UTF8.GetString(Meta.Answer("""{"a":1}"""u8.ToArray(), view, null).Span)
            .ShouldBe("""{"a":1,"meta":{"agentId":"agent1","revision":0,"at":"2026-11-22T10:31:00.250Z","bridge":"lost"}}""");
    }
}
