using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Up to where a node knows the journal's rows without having read them.</summary>
public sealed class OwnCommitsSpecs
{
    private readonly OwnCommits own = new("writer");

    public OwnCommitsSpecs() => own.ReadUpTo(100);

    [Fact]
    public void What_a_node_wrote_itself_right_after_what_is_known_is_known()
    {
        own.Add(101, 103);
        own.Add(104, 104);

        own.Known.ShouldBe(104);
    }

    [Fact]
    public void What_stands_behind_rows_of_others_is_known_when_those_were_read()
    {
        own.Add(103, 104);
        own.Add(105, 109);
        own.Known.ShouldBe(100);

        own.ReadUpTo(102);

        own.Known.ShouldBe(109);
    }

    [Fact]
    public void What_was_read_already_changes_nothing()
    {
        own.ReadUpTo(120);

        own.Add(101, 103);
        own.ReadUpTo(110);

        own.Known.ShouldBe(120);
    }

    [Fact]
    public void Numbers_that_nobody_wrote_are_passed_by_reading()
    {
        own.Add(105, 109);
        own.ReadUpTo(109);
        own.Add(110, 112);

        own.Known.ShouldBe(112);
    }

    [Fact]
    public void After_a_reconnection_to_a_server_that_has_less_its_rows_are_read()
    {
        own.Add(101, 200);
        own.Add(300, 310);

        own.BeginAt(150);
        own.Add(151, 152);

        own.Known.ShouldBe(152);
    }

    [Fact]
    public void While_the_rows_of_others_cannot_be_read_only_so_much_is_remembered()
    {
        for (long first = 102; first < 60_000; first++)
        {
            own.Add(first, first);
        }

        own.ReadUpTo(101);

        own.Known.ShouldBe(10_101);
    }
}
