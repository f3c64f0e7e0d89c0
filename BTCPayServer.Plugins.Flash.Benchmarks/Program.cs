Console.WriteLine("usage: ledger | api");
