using System.Collections.Immutable;
using System.Text.Json;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Floor;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace CallActors.Simulator.Tests;

/// <summary>Whatever anyone does in whatever order, the contact centre stays one that Amazon Connect could be.</summary>
public class CentreProperties(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_795_338_660_000);
    private static readonly string[] AgentIds = ["agent1", "agent2", "agent3"];
    private static readonly ImmutableSortedDictionary<string, string> NoAttributes = ImmutableSortedDictionary<string, string>.Empty;
    private static readonly string[] Breaking =
        ["mute", "unmute", "putAgentState", "connectEndpoint", "rejectContact", "destroyConnection", "clearContact"];
    private static readonly string[] Numbers = ["+15550111", "+15550990", "+15550991"];

    [Fact]
    public void Every_history_keeps_the_centre_sound()
    {
        var performed = new Dictionary<string, int>();
        var refused = new Dictionary<string, int>();

        // A history that breaks the rules is shrunk to fewer steps of the same seed.
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        var lengths = Arb.From(Gen.Choose(40, 120), length => Enumerable.Range(0, length));
        Prop.ForAll(seeds, lengths, (seed, length) =>
        {
            var random = new Random(seed);
            var now = Start;
            var centre = NewCentre();
            for (var step = 0; step < length; step++)
            {
                now = now.AddMilliseconds(random.Next(0, 900));
                var moment = Moment.At(now);
                var (name, take) = Step(centre, random, now);
                try
                {
                    centre = take(centre.Untouched(), moment);
                    performed[name] = performed.GetValueOrDefault(name) + 1;
                }
                catch (OperationRefusedException)
                {
                    refused[name] = refused.GetValueOrDefault(name) + 1;
                }

                centre.ShouldBeSound();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));

        output.WriteLine("performed/refused: " + string.Join(", ", performed.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {pair.Value}/{refused.GetValueOrDefault(pair.Key)}")));

        // What was never both done and refused was not really tried.
        string[] always = ["mute", "unmute", "elapse"];
        foreach (var name in Operations.Names.Concat(["call", "offer", "hangup", "abandon", "answer", "refuse", "hangupConnection", "monitor", "elapse"]))
        {
            performed.ShouldContainKey(name);
            if (!always.Contains(name))
            {
                refused.ShouldContainKey(name);
            }
        }
    }

    [Fact]
    public void A_floor_lives_on_its_own_and_empties_when_no_more_calls_come()
    {
        var random = new Random(4711);
        var centre = new ContactCentre().Seeded(
            new SimulatorOptions { WorldFile = "none", BridgeAddress = () => new Uri("ws://none"), Agents = 12 }, Moment.At(Start));
        var seen = new HashSet<string>();
        var now = Start;
        for (var call = 0; call < 600; call++)
        {
            now = now.AddSeconds(random.Next(1, 8));
            centre = Elapse(centre, now, seen);
            var free = centre.Agents.Values.Where(agent => agent.IsFree && agent.Contacts.IsEmpty).ToList();
            if (free.Count > 0)
            {
                var agentId = free[random.Next(free.Count)].AgentId;
                var caller = new Caller($"call-{call}", "+15550100", "+15550199", "q", NoAttributes, agentId, now);
                centre = centre.Call(agentId, caller, Callers.OfferOf(caller) with { Floor = true }, Moment.At(now));
            }
        }

        centre = Elapse(centre, now.AddMinutes(5), seen);
        centre.Agents.Values.ShouldAllBe(agent => agent.Contacts.IsEmpty && agent.Shown == Site.Available);
        centre.NextStepAt().ShouldBeNull();
        string[] expected =
        [
            "Connecting:Connecting,Connected", "Connected:Connected,Connected", "Connected:Hold,Hold", "Missed:Disconnected,Disconnected",
            "Connected:Connected,Hold,Connecting", "Connected:Connected,Hold,Connected", "Connected:Connected,Connected,Connected",
            "Ended:Disconnected,Connected,Connected", "Ended:Disconnected,Disconnected",
        ];
        expected.ShouldBeSubsetOf(seen);
    }

    private static ContactCentre Elapse(ContactCentre centre, DateTimeOffset until, HashSet<string> seen)
    {
        while (centre.NextStepAt() is { } at && at <= until)
        {
            centre = centre.Elapse(at);
            centre.ShouldBeSound();
            foreach (var contact in centre.Agents.Values.SelectMany(agent => agent.Contacts))
            {
                seen.Add($"{contact.Status}:{string.Join(',', contact.Parties.Select(party => party.Status).Prepend(contact.Leg.Status))}");
            }
        }

        return centre;
    }

    private static ContactCentre NewCentre()
    {
        var moment = Moment.At(Start);
        return AgentIds.Aggregate(
            new ContactCentre(), (centre, agentId) => centre.With(Seeding.NewAgent(agentId, agentId, agentId, moment), moment));
    }

    private static bool IsPossible(ContactCentre centre, string agentId, Operation operation, Moment moment)
    {
        try
        {
            centre.Perform(agentId, operation, moment);
            return true;
        }
        catch (OperationRefusedException)
        {
            return false;
        }
    }

    private static (string Name, Func<ContactCentre, Moment, ContactCentre> Take) Step(ContactCentre centre, Random random, DateTimeOffset now)
    {
        T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
        var talking = AgentIds.Where(agentId => centre.Agents[agentId].Contacts.Exists(contact => contact.IsLiving)).ToList();
        var agentId = Pick(talking.Count == 0 || random.Next(2) == 0 ? [.. AgentIds] : talking);
        var contacts = centre.Agents[agentId].Contacts;
        var contact = contacts.IsEmpty ? null : Pick(contacts);
        var contactId = contact?.ContactId ?? "none";
        var connectionId = contact is null ? "none" : Pick([contact.Leg.ConnectionId, .. contact.Parties.Select(party => party.ConnectionId)]);
        switch (random.Next(12))
        {
            case 0:
                var caller = new Caller(Guid.NewGuid().ToString(), "+15550100", "+15550199", "q", NoAttributes, agentId, now);
                return ("call", (centre, moment) => centre.Call(
                    agentId, caller, Callers.OfferOf(caller) with { IsCallback = random.Next(4) == 0 }, moment));
            case 1:
                return ("offer", (centre, moment) => centre.OfferAgain(
                    centre.Callers.IsEmpty ? "none" : Pick([.. centre.Callers.Keys]), agentId, moment));
            case 2:
                return Pick<(string, Func<ContactCentre, Moment, ContactCentre>)>(
                [
                    ("hangup", (centre, moment) => centre.HangUp(contactId, moment)),
                    ("abandon", (centre, moment) => centre.Abandon(contactId, moment)),
                    ("answer", (centre, moment) => centre.PartyActs(connectionId, PartyAction.Answer, moment)),
                    ("refuse", (centre, moment) => centre.PartyActs(connectionId, PartyAction.Refuse, moment)),
                    ("hangupConnection", (centre, moment) => centre.PartyActs(connectionId, PartyAction.Hangup, moment)),
                    ("monitor", (centre, moment) => centre.Monitor(contactId, moment.NewId(), random.Next(2) == 0, moment)),
                ]);
            case 3 or 4:
                return ("elapse", (centre, moment) => centre.Elapse(moment.Now));
            default:
                object endpoint = random.Next(2) == 0
                    ? new { type = "agent", endpointId = Pick(AgentIds) }
                    : new { type = "phone_number", phoneNumber = Pick(Numbers) };
                var arguments = JsonSerializer.SerializeToElement(
                    new { endpoint, digits = Pick(["1", "x"]), state = new { name = Pick(["Available", "Available", "Available", "Break", "Busy"]) } });
                var operations = Operations.Names.Select(name => new Operation(name, contactId, connectionId, arguments)).ToList();

                // Mostly what is possible and lets a call go on is done, or random calls would hardly ever become long ones.
                var possible = operations.FindAll(operation => IsPossible(centre, agentId, operation, Moment.At(now)));
                var goingOn = possible.FindAll(operation => !Breaking.Contains(operation.Name));
                var chosen = Pick(random.Next(4) == 0 ? operations : random.Next(4) == 0 || goingOn.Count == 0 ? possible : goingOn);
                return (chosen.Name, (centre, moment) => centre.Perform(agentId, chosen, moment));
        }
    }
}
