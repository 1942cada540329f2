using System.Globalization;
using CallActors.Domain.Tests.ButtonTables;
using CallActors.Domain.Tests.Properties;
using CallActors.Domain.Tests.Telling;
using Xunit.Abstractions;

namespace CallActors.Domain.Tests.Model;

/// <summary>
/// Random sequences of commands, party actions, duplicates, reorderings and lost reports, in a contact centre that knows
/// none of the domain's rules: what agents are shown is what is, and their buttons are what is accepted.
/// </summary>
public sealed class ModelSpecs(ITestOutputHelper output)
{
    private const string Variable = "CALLACTORS_SEQUENCES";
    private const int SequencesAtLeast = 2000;

    [Fact]
    public void After_every_sequence_the_picture_equals_the_contact_centre_and_buttons_what_is_accepted()
    {
        var rows = new Visits("Rows of the button table in the contact centre", ButtonTable.Rows.Select(row => row.Situation));
        var endings = new Visits("What ended requests in the contact centre", EndingTable.Rows);
        var errors = new Visits("Error types told or answered in the contact centre", ErrorTable.Rows);
        var faults = new Visits("Faults of the contact centre", Desk.Faults);
        Run.ForAll(ModelStep.Sequences, Sequences(), steps =>
        {
            var desk = new Desk(rows, endings, errors, faults);
            foreach (var step in steps)
            {
                step.On(desk);
            }

            desk.Close();
        });
        rows.ShouldBeComplete(output);
        endings.ShouldBeComplete(output);
        errors.ShouldBeComplete(output);
        faults.ShouldBeComplete(output);
    }

    /// <summary>At least 2,000; more where the environment says so, such as 100,000 in a nightly run.</summary>
    private static int Sequences() => Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } told ? SequencesAtLeast
        : int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var sequences) && sequences >= SequencesAtLeast ? sequences
        : throw new InvalidOperationException($"{Variable} is {told}: it must be a whole number of at least {SequencesAtLeast}.");
}
