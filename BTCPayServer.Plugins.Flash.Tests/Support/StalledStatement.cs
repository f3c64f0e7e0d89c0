using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Stops whoever comes to a statement of the database, so that a server can be killed right there.</summary>
internal sealed class StalledStatement(NpgsqlConnection connection) : IAsyncDisposable
{
    private const int Lock = 4712;

    /// <summary>Stops it: <c>before insert on flash.transfers</c>.</summary>
    public static async Task<StalledStatement> At(FlashServer server, string when)
    {
        var connection = await server.Database.Open();
        await connection.ExecuteAsync($"""
            create function public.stall() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock({Lock}); return coalesce(new, old); end $$;
            create trigger stall {when} for each row execute function public.stall();
            select pg_advisory_lock({Lock});
            """);
        return new StalledStatement(connection);
    }

    /// <summary>Waits until somebody stands there.</summary>
    public Task Reached(string what) => Waiting.Eventually(
        async () => await connection.QuerySingleAsync<int>($"select count(*)::int from pg_locks where locktype = 'advisory' and objid = {Lock} and not granted") == 1, $"nobody ever came to {what}");

    /// <summary>Lets it go on to where it reads a table, and keeps it waiting there.</summary>
    public async Task GoOnUntil(string table)
    {
        await connection.ExecuteAsync($"begin; lock table {table} in access exclusive mode; select pg_advisory_unlock({Lock})");
        await Waiting.Eventually(async () => await connection.QuerySingleAsync<int>($"select count(*)::int from pg_locks where relation = '{table}'::regclass and not granted") > 0,
            $"nobody ever came to read {table}");
    }

    /// <summary>Ends what a killed server left behind, and stops nobody any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await connection.ExecuteAsync("rollback; drop function public.stall() cascade; select pg_advisory_unlock_all()");
        }
    }
}
