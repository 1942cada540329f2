using CallActors.Simulator.Tests.Stage;

namespace CallActors.Simulator.Tests;

public class FloorSpecs
{
    [Fact]
    public async Task Calls_arrive_by_themselves_and_the_desk_answers_them()
    {
        await using var stage = await SimulatorStage.OpenAsync(agents: 3);
        await stage.SetAsync(new { callsPerMinute = 1_200 });
        var bridges = new List<EngineSide>();
        for (var number = 1; number <= 3; number++)
        {
            bridges.Add(await stage.BridgeAsync($"agent{number}"));
        }

        await Patience.UntilAsync(
            () => bridges.TrueForAll(bridge => bridge.Newest.Contacts.Count > 0), "a call for every agent");
        await stage.SetAsync(new { callsPerMinute = 0 });
        await Patience.UntilAsync(
            () => bridges.Exists(bridge => bridge.Newest.Contacts.Any(contact => contact.State == "connected")), "an answer");
        bridges.ShouldAllBe(bridge => bridge.OfType("result").Count == 0);
    }

    [Fact]
    public async Task No_call_arrives_by_itself_unless_asked_for()
    {
        await using var stage = await SimulatorStage.OpenAsync();
        await Task.Delay(400);

        (await stage.BridgeAsync()).Newest.Contacts.ShouldBeEmpty();
    }
}
