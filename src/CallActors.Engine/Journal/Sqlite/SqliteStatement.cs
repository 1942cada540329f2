using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallActors.Engine.Journal.Sqlite;

/// <summary>
/// One prepared statement of the writer. It binds spans, where ADO.NET's parameters would box each number and copy
/// each message; the writer is the serial part, so this decides how many changes a second there are.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] text = new byte[512];

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(statement, index, value));

    public void Bind(int index, string value)
    {
        int longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (text.Length < longest)
        {
            text = new byte[longest];
        }

        Check(raw.sqlite3_bind_text(statement, index, text.AsSpan(0, Encoding.UTF8.GetBytes(value, text))));
    }

    public void Bind(int index, ReadOnlySpan<byte> value) =>
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, index, 0) // An empty span has no address, which SQLite takes for null.
            : raw.sqlite3_bind_blob(statement, index, value));

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        int outcome = raw.sqlite3_step(statement);
        int reset = raw.sqlite3_reset(statement);
        if (outcome != raw.SQLITE_DONE)
        {
            Check(reset);
        }
    }

    /// <summary>The first column of the first row as a number, 0 where it is null or there is no row.</summary>
    public long ReadNumber()
    {
        long number = raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : 0;
        Check(raw.sqlite3_reset(statement));
        return number;
    }

    public void Dispose() => statement.Dispose();

    private void Check(int outcome) => SqliteException.ThrowExceptionForRC(outcome, database);
}
