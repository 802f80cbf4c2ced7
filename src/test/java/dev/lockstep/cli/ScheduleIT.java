package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.CamelSettings;
import dev.lockstep.settings.SettingsFile;
import java.time.ZoneId;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.main.Main;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The schedule reaches Quartz as it was written: a plus sign in a zone is another side of the earth where it becomes a blank. */
class ScheduleIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 0 12 ? * 6#2 2099 | Etc/GMT+5", "0 0/15 6,18 L-3 1 ? 2099 | Europe/Berlin", "0 0 0 15W 1 ? 2098-2099 | GMT+05:30", "0 0 0 ? * MON-FRI,SUN 2099 | UTC"})
    void a_cron_expression_and_a_zone(String cron, String zone) throws Exception {
        try (Installation here = Installation.with("lockstep.schedule.cron", cron, "lockstep.schedule.time-zone", zone)) {
            Properties properties = new Properties();
            properties.putAll(here.settings());
            Main main = new Main();
            main.bind(CamelSettings.GIVEN, SettingsFile.of(properties, Map.of()));
            main.setOverrideProperties(properties("lockstepScheduled", "true"));
            main.setDefaultPropertyPlaceholderLocation("false");
            main.setRoutesCollector(new RouteFiles(true));
            main.configure().setRoutesIncludePattern(RouteFiles.ALL);
            main.start();
            try {
                Scheduler quartz = main.getCamelContext().getComponent("quartz", QuartzComponent.class).getScheduler();
                TriggerKey key = quartz.getTriggerKeys(GroupMatcher.anyGroup()).iterator().next();
                CronTrigger trigger = (CronTrigger) quartz.getTrigger(key);

                assertThat(trigger.getCronExpression()).isEqualTo(cron);
                assertThat(trigger.getTimeZone().toZoneId().getRules()).isEqualTo(ZoneId.of(zone).getRules());
            } finally {
                main.stop();
            }
        }
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }
}
