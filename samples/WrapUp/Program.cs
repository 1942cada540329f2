using System.CommandLine;
using CallActors.Client;
using WrapUp;

var url = new Option<string[]>("--url") { Description = "A node or the load balancer; several are possible.", DefaultValueFactory = _ => ["http://127.0.0.1:5080"] };
var afterSeconds = new Option<double>("--after-seconds") { Description = "How long an agent has for the after-call work.", DefaultValueFactory = _ => 30 };
var state = new Option<string?>("--state") { Description = "The state that the agent is put into afterwards, such as Available; left alone without it." };
var command = new RootCommand("Ends the after-call work of every agent of a site after a time.") { url, afterSeconds, state };
command.SetAction(async (parsed, stopping) =>
{
    await using var site = new CallActorsClient(new CallActorsOptions { Addresses = [.. parsed.GetValue(url)!.Select(each => new Uri(each))], Source = "wrap-up" });
    await new AfterCallWork(site, TimeSpan.FromSeconds(parsed.GetValue(afterSeconds)), parsed.GetValue(state)).WatchAsync(stopping);
});
return await command.Parse(args).InvokeAsync();
