using CallActors.Engine.Tests.Journal;

namespace CallActors.Nodes.Tests.Running;

/// <summary>Three nodes behind HAProxy with agents who work all the time.</summary>
internal static class SiteUnderLoad
{
    /// <summary>Does something to the site meanwhile, then checks that nothing was lost.</summary>
    /// <returns>The desks, with what each was told and acknowledged.</returns>
    public static async Task<IReadOnlyList<Desk>> WhileAsync(PostgresServer server, int agents, Func<Site, IReadOnlyList<Desk>, Task> doing)
    {
        await using var site = await Site.StartAsync(server, nodes: 3, withBalancer: true, agents: agents);
        var desks = Enumerable.Range(1, agents).Select(number => new Desk(site, $"agent{number}")).ToArray();
        await Task.WhenAll(desks.Select(desk => desk.BeginAsync()));
        using var ending = new CancellationTokenSource();
        var working = Task.WhenAll(desks.Select(desk => Task.Run(() => desk.WorkAsync(ending.Token))));
        try
        {
            var done = doing(site, desks);
            await await Task.WhenAny(done, working);
            await done;
        }
        finally
        {
            await ending.CancelAsync();
        }

        await working;
        // What is outstanding still ends at its deadline at the latest.
        await Task.Delay(TimeSpan.FromSeconds(8));
        await Truth.CheckAsync(site, desks);
        return desks;
    }
}
