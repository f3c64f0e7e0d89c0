using Npgsql;
using NpgsqlTypes;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>One call of <c>flash.write</c>: linked transfers of one store as arrays, and its answer per request.</summary>
internal static class LedgerStatement
{
    private const string Sql = """
        select ord, outcome, reason, seq, id, kind, code, debit, credit, asset, amount, parent, debit_balance, credit_balance, created_at
          from flash.write(@store, @now, @grp, @key, @content, @id, @kind, @code, @debit, @credit, @asset, @amount, @parent,
                           @meter, @period, @expires, @reference, @details, @options)
        """;

    /// <summary>Null in a place of the answer: ask that request again, in another call.</summary>
    public static async Task<WriteResult?[]> Execute(NpgsqlConnection connection, NpgsqlTransaction? transaction, string storeId,
        IReadOnlyList<TransferRequest> requests, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection, transaction);
        AddParameters(command, storeId, requests, now);
        var results = new WriteResult?[requests.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (var r = 0; r < requests.Count; r++)
        {
            var request = requests[r];
            var records = new TransferRecord[request.Transfers.Count];
            short outcome = 0, reason = 0;
            for (var t = 0; t < records.Length; t++)
            {
                if (!await reader.ReadAsync(cancellationToken))
                    throw new InvalidOperationException("flash.write answered fewer rows than transfers");
                outcome = reader.GetInt16(1);
                reason = reader.GetInt16(2);
                if (outcome is 1 or 2)
                    records[t] = Read(reader, request, t);
            }
            results[r] = outcome switch
            {
                1 => new Written(records, false),
                2 => new Written(records, true),
                3 => new Refused((LedgerRefusal)reason, true),
                4 => new Refused(LedgerRefusal.KeyReused, false),
                5 => null,
                _ => new Refused((LedgerRefusal)reason, false)
            };
        }
        return results;
    }

    private static TransferRecord Read(NpgsqlDataReader row, TransferRequest request, int index)
    {
        var asked = request.Transfers[index];
        // Written as it was asked: the database does not say it again.
        var known = row.IsDBNull(4);
        return new TransferRecord
        {
            Seq = row.GetInt64(3),
            Id = known ? asked.Id : row.GetGuid(4),
            Kind = asked.Kind,
            Code = asked.Code,
            Debit = known ? asked.Debit : row.GetGuid(7),
            Credit = known ? asked.Credit : row.GetGuid(8),
            Asset = known ? asked.Asset : row.GetString(9),
            Amount = known ? asked.Amount.GetValueOrDefault() : row.GetInt64(10),
            Parent = asked.Parent,
            DebitBalance = row.GetInt64(12),
            CreditBalance = row.GetInt64(13),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(14),
            Meter = asked.Meter,
            ExpiresAt = asked.ExpiresAt,
            Key = Key(request, index),
            Reference = asked.Reference,
            Details = asked.Details
        };
    }

    /// <summary>The request's key on its first transfer; the linked ones get it with a separator that no caller's key has.</summary>
    private static string Key(TransferRequest request, int index) => index == 0 ? request.Key : $"{request.Key}\u001f{index}";

    private static void AddParameters(NpgsqlCommand command, string storeId, IReadOnlyList<TransferRequest> requests, DateTimeOffset now)
    {
        var count = 0;
        foreach (var request in requests)
            count += request.Transfers.Count;
        int[] grp = new int[count];
        var content = new Guid[count];
        var id = new Guid[count];
        var kind = new short[count];
        var options = new short[count];
        string[] key = new string[count], code = new string[count];
        string?[] asset = new string?[count], reference = new string?[count], details = new string?[count];
        Guid?[] debit = new Guid?[count], credit = new Guid?[count], parent = new Guid?[count], meter = new Guid?[count];
        var amount = new long?[count];
        var period = new int?[count];
        var expires = new DateTimeOffset?[count];
        var i = 0;
        for (var r = 0; r < requests.Count; r++)
        {
            var request = requests[r];
            var hash = request.Content();
            for (var t = 0; t < request.Transfers.Count; t++, i++)
            {
                var transfer = request.Transfers[t];
                grp[i] = r;
                key[i] = Key(request, t);
                content[i] = hash;
                id[i] = transfer.Id;
                kind[i] = (short)transfer.Kind;
                code[i] = transfer.Code;
                debit[i] = transfer.Debit == Guid.Empty ? null : transfer.Debit;
                credit[i] = transfer.Credit == Guid.Empty ? null : transfer.Credit;
                asset[i] = transfer.Asset;
                amount[i] = transfer.Amount;
                parent[i] = transfer.Parent;
                meter[i] = transfer.Meter;
                period[i] = transfer.Period;
                expires[i] = transfer.ExpiresAt?.ToUniversalTime();
                reference[i] = transfer.Reference;
                details[i] = transfer.Details;
                options[i] = transfer.Staff ? (short)1 : (short)0;
            }
        }
        Add(command, "store", NpgsqlDbType.Text, storeId);
        Add(command, "now", NpgsqlDbType.TimestampTz, now.ToUniversalTime());
        Add(command, "grp", NpgsqlDbType.Array | NpgsqlDbType.Integer, grp);
        Add(command, "key", NpgsqlDbType.Array | NpgsqlDbType.Text, key);
        Add(command, "content", NpgsqlDbType.Array | NpgsqlDbType.Uuid, content);
        Add(command, "id", NpgsqlDbType.Array | NpgsqlDbType.Uuid, id);
        Add(command, "kind", NpgsqlDbType.Array | NpgsqlDbType.Smallint, kind);
        Add(command, "code", NpgsqlDbType.Array | NpgsqlDbType.Text, code);
        Add(command, "debit", NpgsqlDbType.Array | NpgsqlDbType.Uuid, debit);
        Add(command, "credit", NpgsqlDbType.Array | NpgsqlDbType.Uuid, credit);
        Add(command, "asset", NpgsqlDbType.Array | NpgsqlDbType.Text, asset);
        Add(command, "amount", NpgsqlDbType.Array | NpgsqlDbType.Bigint, amount);
        Add(command, "parent", NpgsqlDbType.Array | NpgsqlDbType.Uuid, parent);
        Add(command, "meter", NpgsqlDbType.Array | NpgsqlDbType.Uuid, meter);
        Add(command, "period", NpgsqlDbType.Array | NpgsqlDbType.Integer, period);
        Add(command, "expires", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, expires);
        Add(command, "reference", NpgsqlDbType.Array | NpgsqlDbType.Text, reference);
        Add(command, "details", NpgsqlDbType.Array | NpgsqlDbType.Text, details);
        Add(command, "options", NpgsqlDbType.Array | NpgsqlDbType.Smallint, options);
    }

    private static void Add<T>(NpgsqlCommand command, string name, NpgsqlDbType type, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T>(name, type) { TypedValue = value });
}
