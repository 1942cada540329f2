using CallActors.Simulator.Centre;

namespace CallActors.Simulator.Floor;

/// <summary>Who is there from the first.</summary>
internal static class Seeding
{
    private static readonly string[] Names =
    [
        "Ada Alvarez", "Ben Brandt", "Chloe Chen", "David Diallo", "Elena Eriksen", "Farid Fischer", "Grace Green",
        "Hugo Horvat", "Ines Ibarra", "Jonas Jansen", "Kira Kowalski", "Liam Lopez", "Mara Meyer", "Noah Novak",
        "Olga Okafor", "Pavel Petrov", "Quinn Quist", "Rosa Rossi", "Samir Silva", "Tara Tanaka",
    ];

    /// <summary>The centre with at least as many agents as asked for, and the schedule as asked for.</summary>
    public static ContactCentre Seeded(this ContactCentre centre, SimulatorOptions options, Moment moment)
    {
        for (var number = 1; number <= options.Agents; number++)
        {
            var agentId = $"agent{number}";
            if (!centre.Agents.ContainsKey(agentId))
            {
                centre = centre.With(NewAgent(agentId, agentId, NameOf(number), moment), moment);
            }
        }

        return options.CallsPerMinute is { } callsPerMinute
            ? centre with { Settings = centre.Settings with { CallsPerMinute = callsPerMinute } }
            : centre;
    }

    /// <summary>An agent who has just come to work and is available.</summary>
    public static Agent NewAgent(string agentId, string username, string name, Moment moment) => new()
    {
        AgentId = agentId,
        Username = username,
        Name = name,
        Chosen = Site.Available,
        Shown = Site.Available,
        ShownSince = moment.Now,
    };

    private static string NameOf(int number)
    {
        var name = Names[(number - 1) % Names.Length];
        return number <= Names.Length ? name : $"{name} {((number - 1) / Names.Length) + 1}";
    }
}
