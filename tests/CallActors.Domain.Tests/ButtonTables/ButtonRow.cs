using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Domain.Tests.ButtonTables;

/// <summary>One row of the button table, in the words in which it is documented.</summary>
/// <param name="Situation">What agents call it.</param>
/// <param name="Own">The buttons of the agent's own connection; likewise of the first and the third party.</param>
public sealed record ButtonRow(string Situation, string Own, string First, string Third)
{
    private static readonly Dictionary<CallCommand, string> Names = new()
    {
        [CallCommand.Answer] = "answer",
        [CallCommand.Reject] = "reject",
        [CallCommand.Disconnect] = "disconnect",
        [CallCommand.Hold] = "hold",
        [CallCommand.Resume] = "resume",
        [CallCommand.ClearContact] = "clearContact",
        [CallCommand.Consult] = "consult",
        [CallCommand.SendDigits] = "numberpad",
        [CallCommand.Swap] = "swap",
        [CallCommand.Transfer] = "transfer",
        [CallCommand.Conference] = "conference",
    };

    /// <summary>The names of the buttons that the domain enables, in the order in which apps get them.</summary>
    public static string NamesOf(Buttons buttons) => Joined(Commands.All.Where(command => buttons[command]).Select(command => Names[command]));

    /// <summary>The names of a row in that order, with "hold or resume" decided by the connection's status.</summary>
    public static string Sorted(string row, ConnectionStatus status)
    {
        var byStatus = status switch
        {
            ConnectionStatus.Connected => "hold",
            ConnectionStatus.Hold => "resume",
            _ => "",
        };
        var names = row.Replace("hold or resume", byStatus).Split(", ", StringSplitOptions.RemoveEmptyEntries);
        names.ShouldBeSubsetOf(Names.Values);
        return Joined(Names.Values.Where(names.Contains));
    }

    public override string ToString() => Situation;

    private static string Joined(IEnumerable<string> names) => string.Join(", ", names);
}
