using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>Up to where a node knows the journal's rows, and in which order it is told of those of others.</summary>
public sealed class KnownRowsSpecs
{
    private readonly KnownRows known = new("writer");

    private readonly List<long> told = [];

    public KnownRowsSpecs()
    {
        known.ReadUpTo(100);
        known.Telling = changes => told.AddRange(changes.Select(change => change.Revision));
    }

    [Fact]
    public void What_a_node_wrote_itself_right_after_what_is_known_is_known()
    {
        known.Add(101, 103);
        known.Add(104, 104);

        known.Known.ShouldBe(104);
    }

    [Fact]
    public void What_stands_behind_rows_of_others_is_known_when_those_were_read()
    {
        known.Add(103, 104);
        known.Add(105, 109);
        known.Known.ShouldBe(100);

        known.ReadUpTo(102);

        known.Known.ShouldBe(109);
    }

    [Fact]
    public void What_was_read_already_changes_nothing()
    {
        known.ReadUpTo(120);

        known.Add(101, 103);
        known.ReadUpTo(110);

        known.Known.ShouldBe(120);
    }

    [Fact]
    public void Numbers_that_nobody_wrote_are_passed_by_reading()
    {
        known.Add(105, 109);
        known.ReadUpTo(109);
        known.Add(110, 112);

        known.Known.ShouldBe(112);
    }

    [Fact]
    public void After_a_reconnection_to_a_server_that_has_less_its_rows_are_read()
    {
        known.Add(101, 200);
        known.Add(300, 310);

        known.BeginAt(150);
        known.Add(151, 152);

        known.Known.ShouldBe(152);
    }

    [Fact]
    public void While_the_rows_of_others_cannot_be_read_only_so_much_is_remembered()
    {
        for (long first = 102; first < 60_000; first++)
        {
            known.Add(first, first);
        }

        known.ReadUpTo(101);

        known.Known.ShouldBe(10_101);
    }

    [Fact]
    public void What_is_heard_right_after_what_is_known_is_told_at_once()
    {
        known.Hear(101, 103, Change(1));
        known.Hear(104, 105, Change(2));

        told.ShouldBe([1, 2]);
        known.Known.ShouldBe(105);
    }

    [Fact]
    public void What_is_heard_behind_a_gap_is_told_when_the_gap_was_read_and_what_was_read_as_well_is_told_once()
    {
        known.Hear(104, 105, Change(2));
        known.Hear(106, 107, Change(3));
        told.ShouldBeEmpty();

        known.Read([(102, Change(1)), (105, Change(2))], 105);

        told.ShouldBe([1, 2, 3]);
        known.Known.ShouldBe(107);
    }

    [Fact]
    public async Task What_is_heard_behind_what_this_node_wrote_is_told_when_the_writer_says_so()
    {
        var isTold = new TaskCompletionSource();
        known.Telling = changes =>
        {
            told.AddRange(changes.Select(change => change.Revision));
            isTold.SetResult();
        };
        known.Hear(104, 105, Change(1));
        known.Known.ShouldBe(100);

        known.Add(101, 103);

        await isTold.Task.WaitAsync(TimeSpan.FromSeconds(30));
        told.ShouldBe([1]);
        known.Known.ShouldBe(105);
    }

    [Fact]
    public void What_is_heard_while_others_are_told_is_told_after_them()
    {
        known.Telling = changes =>
        {
            if (told.Count == 0)
            {
                known.Hear(102, 102, Change(2));
            }

            told.AddRange(changes.Select(change => change.Revision));
        };

        known.Hear(101, 101, Change(1));

        told.ShouldBe([1, 2]);
    }

    [Fact]
    public void What_is_known_already_is_not_told()
    {
        known.Hear(99, 100, Change(1));
        known.Read([(100, Change(1))], 100);

        told.ShouldBeEmpty();
    }

    [Fact]
    public void Of_what_cannot_be_kept_until_the_gap_before_it_is_read_it_says_that_it_is_to_be_read()
    {
        for (long first = 102; first < 10_102; first++)
        {
            known.Hear(first, first, Change(first)).ShouldBeTrue();
        }

        known.Hear(10_102, 10_102, Change(1)).ShouldBeFalse();
    }

    private static CommittedChange Change(long revision) => new("a", revision, null);
}
